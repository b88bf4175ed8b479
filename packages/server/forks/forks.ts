// The face of forks: branches and forks from a moment of a task.
export { compareForks } from "./compare-forks.ts";
export { forkTask } from "./fork-task.ts";
export { keepFork } from "./keep-fork.ts";
export { getDiffSince, listCodeFiles, readCodeFile } from "./look-at-code.ts";
export { branchFromCheckpoint, branchFromTask } from "./make-branch.ts";
export { resumeFromCheckpoint } from "./resume-from-checkpoint.ts";
export { tryCommand } from "./try-command.ts";
