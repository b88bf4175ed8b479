// What each sheet of going back is about.
import type { Contract } from "@makima/protocol/contracts";
import type { Task } from "@makima/protocol/tasks";
import type { Point } from "./point.ts";

export type SheetProps = { task: Task; contract: Contract; point: Point; onClose: () => void };
