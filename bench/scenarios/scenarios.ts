// All scenarios, in the order in which they run.
import type { Scenario } from "../scenario.ts";
import { appendMessage } from "./p1-append-message.ts";
import { appendGrowth } from "./p2-append-growth.ts";
import { wal } from "./p3-wal.ts";

export const scenarios: readonly Scenario[] = [appendMessage, appendGrowth, wal];
