// Inspects a task before it is restored: each contradiction in what is known of it becomes a finding. Pure: facts in, findings out.
import { deriveState } from "../supervisor/supervisor.ts";
import type { CheckpointFact, InspectionFacts } from "./inspection-facts.ts";

export const FINDING_SEVERITIES = {
  supervisor_contradicted: "error",
  completion_contradicted: "error",
  crash_loop: "error",
  task_missing: "error",
  checkpoint_unreachable: "error",
  messages_gap: "error",
  worktree_missing: "error",
  work_left_behind: "error",
  state_missing: "warning",
  state_unreadable: "warning",
  state_contradicts_waits: "warning",
  phase_differs: "warning",
  conversation_empty: "warning",
  heartbeat_differs: "warning",
  question_stale: "info",
  tool_call_open: "info",
  worktree_differs: "info",
  worktree_unknown: "info",
} as const;
type FindingCode = keyof typeof FINDING_SEVERITIES;
type FindingSeverity = (typeof FINDING_SEVERITIES)[FindingCode];

/** `message`: a sentence that names the thing. */
export type InspectionFinding = { code: FindingCode; severity: FindingSeverity; message: string };

/** In the order of severity; the order in which the facts are listed changes nothing. */
export function inspect(facts: InspectionFacts): InspectionFinding[] {
  return [
    ...inspectIdentity(facts),
    ...inspectTasks(facts),
    ...inspectCheckpoint(facts),
    ...inspectMessages(facts),
    ...inspectState(facts),
    ...inspectHeartbeat(facts),
    ...inspectQuestions(facts),
    ...inspectCalls(facts),
    ...inspectWorktree(facts),
    ...inspectMove(facts),
  ]
    .map(([code, message]) => ({ code, severity: FINDING_SEVERITIES[code], message }))
    .toSorted((a, b) => rankOf(a) - rankOf(b) || (a.message < b.message ? -1 : 1));
}

const rankOf = ({ code }: InspectionFinding): number => Object.keys(FINDING_SEVERITIES).indexOf(code);

type Found = readonly [FindingCode, string];

function inspectIdentity({ isNamed, endedBy, crashes, lastWords }: InspectionFacts): Found[] {
  const found: Found[] = [];
  if (!isNamed)
    found.push([
      "supervisor_contradicted",
      "The contract names another task as its supervisor than this one.",
    ]);
  if (endedBy !== null)
    found.push([
      "completion_contradicted",
      `Its agent has ended the task with ${endedBy}, and that call was carried out, but the task is not over.`,
    ]);
  if (crashes !== undefined) {
    const times = `Its agent ended ${crashes} times in a row before a turn was over`;
    found.push([
      "crash_loop",
      lastWords === undefined ? `${times}.` : `${times}, at last with: ${lastWords}`,
    ]);
  }
  return found;
}

const inspectTasks = ({ missingTasks }: InspectionFacts): Found[] =>
  missingTasks.map(({ taskId, relation }) => [
    "task_missing",
    relation === "spawned"
      ? `Task ${taskId}, which it spawned, does not exist.`
      : `Task ${taskId}, for which it waits, does not exist.`,
  ]);

/** The newest one in view is what the work stands on; an older one that is gone only cannot be gone back to. */
function inspectCheckpoint({ checkpoints }: InspectionFacts): Found[] {
  const newest = checkpoints.filter(({ inView }) => inView).toSorted(newestFirst)[0];
  if (newest?.reach !== "unreachable") return [];
  const { number, commit } = newest;
  return [["checkpoint_unreachable", `The commit ${commit} of checkpoint ${number} cannot be reached.`]];
}

export const newestFirst = (a: CheckpointFact, b: CheckpointFact): number => b.number - a.number;

function inspectMessages({ conversation, restorationCount }: InspectionFacts): Found[] {
  const gaps = conversation.gaps.map(
    ({ fromSeq, toSeq }): Found => [
      "messages_gap",
      fromSeq === toSeq
        ? `Message ${fromSeq} of its conversation is missing.`
        : `Messages ${fromSeq} to ${toSeq} of its conversation are missing.`,
    ],
  );
  if (conversation.messageCount > 0 || restorationCount === 0) return gaps;
  return [...gaps, ["conversation_empty", "Its conversation is empty, although it was restored before."]];
}

function inspectState({ state, contractPhase }: InspectionFacts): Found[] {
  switch (state.found) {
    case "none_kept":
      return [];
    case "missing":
      return [
        [
          "state_missing",
          state.wasThere ? "The supervisor's state was lost." : "The supervisor never had a state.",
        ],
      ];
    case "unreadable":
      return [["state_unreadable", `The supervisor's state cannot be read: ${state.problems.join("; ")}.`]];
    case "row": {
      const found: Found[] = [];
      const derived = deriveState(state.standing);
      if (state.state !== derived)
        found.push([
          "state_contradicts_waits",
          `The supervisor's state says ${state.state}; by its task and its waits it is ${derived}.`,
        ]);
      if (state.pendingQuestions !== state.openQuestions)
        found.push([
          "state_contradicts_waits",
          `The supervisor's state counts ${state.pendingQuestions} open questions; ${state.openQuestions} are open.`,
        ]);
      if (state.phase !== contractPhase)
        found.push([
          "phase_differs",
          `The supervisor's state says phase ${state.phase}; the contract is in ${contractPhase}.`,
        ]);
      return found;
    }
  }
}

function inspectHeartbeat({ heartbeat }: InspectionFacts): Found[] {
  if (heartbeat === null) return [];
  const [said, awaited] = [sorted(heartbeat.pendingTaskIds), sorted(heartbeat.awaited)];
  if (said === awaited) return [];
  return [["heartbeat_differs", `Its last heartbeat awaited ${said}; by its waits it awaited ${awaited}.`]];
}

const sorted = (taskIds: readonly string[]): string =>
  taskIds.length === 0 ? "no task" : taskIds.toSorted().join(", ");

const inspectQuestions = ({ questions, at, staleAfterMs }: InspectionFacts): Found[] =>
  questions
    .filter(({ askedAt }) => Date.parse(at) - Date.parse(askedAt) > staleAfterMs)
    .map(({ questionId, askedAt }) => ["question_stale", `Question ${questionId} is open since ${askedAt}.`]);

const inspectCalls = ({ openCalls }: InspectionFacts): Found[] =>
  openCalls.map(({ toolCallId, toolName }) => [
    "tool_call_open",
    `The call ${toolCallId} of ${toolName} has no result.`,
  ]);

function inspectWorktree({ worktree }: InspectionFacts): Found[] {
  switch (worktree.seen) {
    case "missing":
      return [["worktree_missing", "Its worktree is gone from the daemon that had it."]];
    case "present":
      return worktree.differs ? [["worktree_differs", "Its worktree differs from its last checkpoint."]] : [];
    case "unknown":
      return [["worktree_unknown", `How its worktree stands could not be seen: ${worktree.problem}`]];
    default:
      return [];
  }
}

/** A conversation that tells of work which is not there would be trusted more than any notice, and the work would be missing in the result. */
function inspectMove({ isMoved, checkpoints, conversation }: InspectionFacts): Found[] {
  if (isMoved === undefined) return [];
  const newest = checkpoints
    .filter(({ inView, reach }) => inView && reach !== "unreachable")
    .toSorted(newestFirst)[0];
  if (conversation.messageCount - 1 <= (newest?.messageIndex ?? -1)) return [];
  const since = newest === undefined ? "it began" : `checkpoint ${newest.number}`;
  return [["work_left_behind", `What it did since ${since} is on a machine that is away.`]];
}
