// The face of the worktrees: mirrors of people's repositories, tasks' checkouts and checkpoints, merges and deliveries.
export { bringToBranch } from "./bring-to-branch.ts";
export { checkRepository } from "./check-repository.ts";
export { createCheckout } from "./create-checkout.ts";
export { type Delivery, deliverBranch } from "./deliver-branch.ts";
export { diffTask, type TaskDiff } from "./diff-task.ts";
export { type ContractBranch, ensureBranch } from "./ensure-branch.ts";
export { hasCommits } from "./has-commits.ts";
export { lookAtWorktree, mendHead } from "./look-at-worktree.ts";
export { makeBranch } from "./make-branch.ts";
export { type Checkpoint, makeCheckpoint } from "./make-checkpoint.ts";
export { mergeTask } from "./merge-task.ts";
export { findMirror, type OpenedMirror, openMirror, type RepositoryAt } from "./open-mirror.ts";
export { readTaskRefs } from "./read-task-refs.ts";
export { restoreWorktree } from "./restore-worktree.ts";
export { setAside } from "./set-aside.ts";
export { branchMoves, bundleRefs, type Checkout, mirrorPlace, openStore, type Store } from "./store.ts";
export { takeBundle } from "./take-bundle.ts";
export { WorktreeError } from "./worktree-error.ts";
