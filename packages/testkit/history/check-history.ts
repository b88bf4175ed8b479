// The invariants of the reliability page over what a run left behind: a pure function of the evidence. Each finding begins with the id of the
// invariant that it breaks.
import { checkConversations } from "./check-conversations.ts";
import { checkQuestions } from "./check-questions.ts";
import { checkRuns } from "./check-runs.ts";
import { checkSupervisors } from "./check-supervisors.ts";
import type { Evidence } from "./evidence.ts";

/** One sentence for each fault; none when all is as it should be. Holds at rest: while something still runs, it may find what is under way. */
export function checkHistory(evidence: Evidence): string[] {
  return [
    ...checkJournals(evidence),
    ...checkConversations(evidence),
    ...checkRuns(evidence),
    ...checkQuestions(evidence),
    ...checkSupervisors(evidence),
    ...checkGit(evidence),
  ];
}

function checkJournals({ contracts, events }: Evidence): string[] {
  return contracts.flatMap(({ id }) => {
    const numbers = events.filter(({ contractId }) => contractId === id).map(({ number }) => number);
    const isWhole = numbers.every((number, place) => number === place + 1);
    return isWhole ? [] : [`H1: the journal of contract ${id} is numbered ${numbers.join(" ")}`];
  });
}

function checkGit({ checkpoints, refs, events, locks }: Evidence): string[] {
  const known = new Set(refs.map(({ ref, commit }) => `${ref} ${commit}`));
  const lost = checkpoints.filter(
    ({ contractId, taskId, number, commit }) =>
      !known.has(`refs/makima/${contractId}/${taskId}/${number} ${commit}`),
  );
  const merges = events.filter(({ type }) => type === "task.merged").map(({ taskId }) => taskId);
  const twice = merges.filter((taskId, place) => merges.indexOf(taskId) !== place);
  return [
    ...lost.map(
      ({ taskId, number }) => `G1: checkpoint ${number} of task ${taskId} has no ref in any mirror`,
    ),
    ...twice.map((taskId) => `G6: task ${taskId} was merged twice`),
    ...locks.map((path) => `G8: a lock was left behind: ${path}`),
  ];
}
