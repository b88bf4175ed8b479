// Checkpoints, refs and merges: what a row promises is there, and the person's own refs move only as the journal says.
import type { Check } from "./evidence.ts";
import { repeated } from "./repeated.ts";

/** G1: under its own name or, once its task has come back to the machine that it had left, under the name that it was put aside by. */
export const checkpointsAreReachable: Check = ({ checkpoints, refs }) => {
  const known = new Set(refs.map(({ ref, commit }) => `${ref} ${commit}`));
  return checkpoints
    .filter(({ contractId, taskId, number, commit, isLeft }) => {
      const isAside = isLeft && known.has(`refs/makima/${contractId}/left/${commit} ${commit}`);
      return !isAside && !known.has(`refs/makima/${contractId}/${taskId}/${number} ${commit}`);
    })
    .map(({ taskId, number }) => `checkpoint ${number} of task ${taskId} has no ref in any mirror`);
};

/** G2 */
export const refsPointToWholeCommits: Check = ({ missingObjects }) =>
  missingObjects.map((what) => `a mirror lacks objects: ${what}`);

/** G3 */
export const treesAreTheCommits: Check = ({ checkpoints, refs }) => {
  const treeOf = new Map(refs.flatMap(({ commit, tree }) => (tree === undefined ? [] : [[commit, tree]])));
  return [
    ...checkpoints
      .filter(({ commit, tree }) => treeOf.has(commit) && treeOf.get(commit) !== tree)
      .map(
        ({ taskId, number, tree }) =>
          `checkpoint ${number} of task ${taskId} names tree ${tree}, which is not its commit's`,
      ),
    ...repeated(checkpoints.map(({ taskId, number }) => `${number} of task ${taskId}`)).map(
      (name) => `there are two checkpoints ${name}`,
    ),
  ];
};

/** G5: each move is told of by a delivery or a branch, and begins where the one before it ended. */
export const personsRefsMoveAsRecorded: Check = ({ refMoves, events }) => {
  const told = new Set(
    events.flatMap(({ type, data }) => {
      if (type === "contract.delivered") return [`${String(data["ref"])} ${String(data["commit"])}`];
      return type === "branch.made" ? [`refs/heads/${String(data["branch"])} ${String(data["commit"])}`] : [];
    }),
  );
  const standing = new Map<string, string>();
  return refMoves.flatMap(({ ref, from, to }) => {
    const before = standing.get(ref) ?? from;
    standing.set(ref, to);
    const move = `${ref} of the person's repository moved from ${from} to ${to}`;
    return [
      ...(told.has(`${ref} ${to}`) ? [] : [`${move}, and no event tells of it`]),
      ...(before === from ? [] : [`${move}, and it stood at ${before}`]),
    ];
  });
};

/** G6 */
export const tasksAreMergedOnce: Check = ({ events }) =>
  repeated(events.flatMap(({ type, taskId }) => (type === "task.merged" ? [String(taskId)] : []))).map(
    (taskId) => `task ${taskId} was merged twice`,
  );

/** G8 */
export const noLockIsLeft: Check = ({ locks }) => locks.map((path) => `a lock was left behind: ${path}`);
