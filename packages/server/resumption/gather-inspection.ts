// Gathers what an inspection looks at: the rows of a lost task, and what its daemon saw of the worktree. Rows that cannot be read become facts.
import type { CheckpointFact, InspectionFacts } from "@makima/core/restoration";
import { danglingCalls } from "../calls/calls.ts";
import type { ContractRow } from "../contracts/contracts.ts";
import type { Reader } from "../db/database.ts";
import { readView, type View } from "../history/history.ts";
import { pendingQuestionsOf } from "../questions/questions.ts";
import type { RunRow, TaskRow } from "../tasks/tasks.ts";
import type { World } from "../world.ts";
import { lastWordsOf } from "./last-words-of.ts";
import { isInView, type PlacedCheckpoint, readCheckpoints } from "./read-checkpoints.ts";
import { readHeartbeat } from "./read-heartbeat.ts";
import { readGaps, readHistory, readMissingTasks, readState, type StateHistory } from "./read-rows.ts";
import { recoveryOf } from "./recovery.ts";

/** `unreachable`: checkpoints whose commits the daemon does not have, of those that it was asked for. */
export type Seen = { worktree: InspectionFacts["worktree"]; unreachable: readonly string[] };

export type Gathered = { facts: InspectionFacts; view: View; history: StateHistory };

/** Contract and task are locked by the caller, or this is a dry run. */
export async function gatherInspection(
  reader: Reader,
  input: {
    config: World["config"];
    contract: ContractRow;
    task: TaskRow;
    lost: RunRow;
    seen: Seen;
    /** it is to go on on another daemon than before */
    isMoved: boolean;
  },
): Promise<Gathered> {
  const { config, contract, task, lost, seen, isMoved } = input;
  const of = { ownerId: task.ownerId, contractId: contract.id, taskId: task.id };
  const isSupervisor = task.kind === "supervisor";
  const history = await readHistory(reader, of);
  const view = await readView(reader, of);
  const { state, taskId } = isSupervisor
    ? await readState(reader, { of, history })
    : { state: { found: "none_kept" as const }, taskId: null };
  const questions = await pendingQuestionsOf(reader, of);
  const checkpoints = await readCheckpoints(reader, {
    ...of,
    named: recoveryOf(task)?.checkpointId ?? null,
  });
  const facts: InspectionFacts = {
    taskKind: task.kind,
    restorationCount: task.restorationCount,
    at: history.at.toISOString(),
    staleAfterMs: config.questionStaleMs,
    contractPhase: contract.phase,
    isNamed: !isSupervisor || (contract.supervisorTaskId === task.id && (taskId ?? task.id) === task.id),
    endedBy: history.endedBy,
    ...(task.crashes >= config.crashesBeforeHold ? tellCrashes(task, lost) : {}),
    state,
    heartbeat: await readHeartbeat(reader, { ...of, epoch: lost.epoch }),
    missingTasks: isSupervisor ? await readMissingTasks(reader, of) : [],
    // a permission dies with the run that asked for it
    questions: questions
      .filter(({ questionType }) => questionType !== "permission")
      .map(({ id, question, askedAt }) => ({ questionId: id, question, askedAt: askedAt.toISOString() })),
    openCalls: await danglingCalls(reader, of),
    conversation: { messageCount: view.messageCount, gaps: await readGaps(reader, view) },
    worktree: seen.worktree,
    ...(isMoved && !isSupervisor ? { isMoved: true as const } : {}),
    checkpoints: (isMoved ? withoutLeft(checkpoints) : checkpoints).map((checkpoint) =>
      factOf(checkpoint, { view, seen }),
    ),
  };
  return { facts, view, history };
}

function tellCrashes({ crashes }: TaskRow, lost: RunRow): Pick<InspectionFacts, "crashes" | "lastWords"> {
  const lastWords = lastWordsOf(lost);
  return lastWords === null ? { crashes } : { crashes, lastWords };
}

/** What is newer than the newest bundle stays on the machine that is away: it is told, and no part of what is inspected. Newest first. */
function withoutLeft(checkpoints: readonly PlacedCheckpoint[]): readonly PlacedCheckpoint[] {
  const newest = checkpoints.findIndex(({ bundled }) => bundled);
  return newest < 0 ? [] : checkpoints.slice(newest);
}

const factOf = (
  checkpoint: PlacedCheckpoint,
  { view, seen }: { view: View; seen: Seen },
): CheckpointFact => ({
  checkpointId: checkpoint.checkpointId,
  number: checkpoint.number,
  commit: checkpoint.commit,
  at: checkpoint.at.toISOString(),
  messageIndex: checkpoint.messageIndex,
  inView: isInView(view, checkpoint),
  reach: reachOf(checkpoint, seen),
});

/** A daemon that never had the worktree can go on from what was bundled, and from nothing else. */
function reachOf(checkpoint: PlacedCheckpoint, { worktree, unreachable }: Seen): CheckpointFact["reach"] {
  if (unreachable.includes(checkpoint.checkpointId)) return "unreachable";
  if (worktree.seen === "elsewhere") return checkpoint.bundled ? "reachable" : "unreachable";
  return worktree.seen === "present" || worktree.seen === "missing" ? "reachable" : "unknown";
}
