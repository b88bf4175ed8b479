// The face of the worktrees: mirrors of people's repositories, tasks' checkouts and checkpoints, merges and deliveries.
export { type BringRequest, type Brought, bringToBranch } from "./bring-to-branch.ts";
export {
  type CheckedRepository,
  checkRepository,
  type HeadState,
  type RepositoryProblem,
  type RepositoryProblemCode,
} from "./check-repository.ts";
export { type CheckoutRequest, type CreatedCheckout, createCheckout } from "./create-checkout.ts";
export { type Delivery, type DeliveryObstacle, deliverBranch } from "./deliver-branch.ts";
export { type ChangedFile, type DiffRequest, diffTask, type TaskDiff } from "./diff-task.ts";
export { type ContractBranch, ensureBranch } from "./ensure-branch.ts";
export { ensureMirror, type Mirror } from "./ensure-mirror.ts";
export type { SnapshotLimits, SnapshotWarning } from "./list-changes.ts";
export { listCheckouts } from "./list-checkouts.ts";
export { type Checkpoint, type CheckpointRequest, makeCheckpoint } from "./make-checkpoint.ts";
export { type MergeOutcome, type MergeRequest, mergeTask } from "./merge-task.ts";
export { readTaskRefs, type TaskRefs } from "./read-task-refs.ts";
export { removeCheckout } from "./remove-checkout.ts";
export { type RestoreRequest, restoreWorktree } from "./restore-worktree.ts";
export { type Checkout, openStore, type Store } from "./store.ts";
export { WorktreeError, type WorktreeErrorCode } from "./worktree-error.ts";
