// The face of tasks: what other nouns, the reconcilers and the doors may use.
export { appendMessages, appendOutput } from "./append-messages.ts";
export { appendOwnMessage } from "./append-own-message.ts";
export { beginRun, growEpoch, type RunContract } from "./begin-run.ts";
export { beginTurn } from "./begin-turn.ts";
export { beginTurnAtOnce } from "./begin-turn-at-once.ts";
export { IS_BOUND_TO_DRAINED, isBoundToDrained } from "./bound-to-drained.ts";
export { cancelTask } from "./cancel-task.ts";
export { createTask } from "./create-task.ts";
export { sendDelivery, takeDelivery } from "./deliveries.ts";
export { endRun, interruptRun } from "./end-run.ts";
export { finishTask } from "./finish-task.ts";
export { getTask } from "./get-task.ts";
export { giveMessage } from "./give-message.ts";
export { handOver } from "./hand-over.ts";
export {
  blockTask,
  clearMerged,
  countRestoration,
  forgetRefusal,
  freeTask,
  markTold,
  resetResult,
  restInPlace,
  setMerged,
  setRecovery,
  setRestoreCheckpoint,
  setResult,
  setTarget,
} from "./hold-task.ts";
export { holdingSegment } from "./holding-segment.ts";
export { interruptByHand } from "./interrupt-by-hand.ts";
export { keepLate } from "./keep-late.ts";
export { listTasks } from "./list-tasks.ts";
export { type ForkedFrom, lockTask, type TaskRow } from "./lock-task.ts";
export { messageTask } from "./message-task.ts";
export { moveHead } from "./move-head.ts";
export { noteLook } from "./note-look.ts";
export { patchTask } from "./patch-task.ts";
export { readTask } from "./reader.ts";
export { recordProgress } from "./record-progress.ts";
export { recordRunEnded } from "./record-run-ended.ts";
export { recordRunStarted } from "./record-run-started.ts";
export { recordSteered } from "./record-steered.ts";
export { recordTurnEnded } from "./record-turn-ended.ts";
export { restTask } from "./rest-task.ts";
export { retryTask } from "./retry-task.ts";
export { baseCommit, checkpointsOf } from "./run-material.ts";
export {
  type DaemonRun,
  hadWorktree,
  liveRun,
  liveRunsOfDaemon,
  newestRun,
  newestSession,
  type RunRow,
} from "./runs.ts";
export { sendGoal } from "./send-goal.ts";
export { type ForkOf, refuseUnknownCheckpoint, spawnTask } from "./spawn-task.ts";
export { tasksOfContract } from "./tasks-of-contract.ts";
export { tellLate, untoldLateRuns } from "./tell-late.ts";
export { viewTask } from "./view-task.ts";
export { type HeldRun, withRun, withRunAnd } from "./with-run.ts";
export { type Held, withTask } from "./with-task.ts";
