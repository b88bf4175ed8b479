// The face of forks: branches and forks from a moment of a task.
export { forkTask } from "./fork-task.ts";
export { branchFromCheckpoint, branchFromTask } from "./make-branch.ts";
export { resumeFromCheckpoint } from "./resume-from-checkpoint.ts";
