// Worktrees: what stands on the daemons' disks, and the trash can. The face of the noun.
export { listWorktrees } from "./list-worktrees.ts";
export { pruneWorktrees } from "./prune-worktrees.ts";
export { recordRemoval } from "./record-removal.ts";
export { recordReturn } from "./record-return.ts";
export { recordWorktrees } from "./record-worktrees.ts";
export { removeDue } from "./remove-due.ts";
export { restoreWorktree } from "./restore-worktree.ts";
