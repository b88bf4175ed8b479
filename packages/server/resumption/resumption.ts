// The face of resumption: bringing a task back whose run ended without its consent.
export { askAboutRefusal } from "./ask-about-refusal.ts";
export { followLogin } from "./follow-login.ts";
export { followWork } from "./follow-work.ts";
export { holdForPerson } from "./hold-for-person.ts";
export { judgeLost, NOT_ASKED } from "./judge-lost.ts";
export { listRestorations } from "./list-restorations.ts";
export { lookAtWorktree } from "./look-at-worktree.ts";
export { isInView, type PlacedCheckpoint, readCheckpoint } from "./read-checkpoints.ts";
export { type Recovery, recoveryOf } from "./recovery.ts";
export { restoreInPlace } from "./restore-in-place.ts";
export { restoreRun } from "./restore-run.ts";
export { resumeSupervisor } from "./resume-supervisor.ts";
export { resumeTask } from "./resume-task.ts";
export { seeLogin } from "./see-login.ts";
export { settleRecovery } from "./settle-recovery.ts";
