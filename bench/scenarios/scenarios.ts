// All scenarios.
import type { Scenario } from "../scenario.ts";
import { heartbeats } from "./heartbeats.ts";
import { appendMessage } from "./p1-append-message.ts";
import { appendGrowth } from "./p2-append-growth.ts";
import { wal } from "./p3-wal.ts";
import { answer } from "./p5-answer.ts";
import { questionSeen } from "./p6-question-seen.ts";
import { forkAndRewind } from "./p7-fork-and-rewind.ts";
import { restart } from "./p8-restart.ts";
import { restartAndFailover } from "./p9-restart-and-failover.ts";
import { memory } from "./p11-memory.ts";
import { output } from "./p12-output.ts";
import { history } from "./p13-history.ts";
import { checkpoint } from "./p14-checkpoint.ts";
import { newWorktree } from "./p15-new-worktree.ts";
import { start } from "./p16-start.ts";
import { web } from "./p18-web.ts";

export const scenarios: readonly Scenario[] = [
  appendMessage,
  appendGrowth,
  wal,
  answer,
  questionSeen,
  forkAndRewind,
  restart,
  restartAndFailover,
  memory,
  output,
  history,
  checkpoint,
  newWorktree,
  start,
  web,
  heartbeats,
];
