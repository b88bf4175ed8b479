// The recovery report: what ran, what was in flight, what was lost, what was found, what is done about it and what could be done instead.

import { MESSAGE_ROLES } from "@makima/core/conversation";
import type { InFlight } from "@makima/core/restoration";
import type { RestorationReport } from "@makima/protocol/restorations";
import { openWaitsOfTask } from "../calls/calls.ts";
import { type Reader, statement } from "../db/database.ts";
import { scanMessages } from "../history/history.ts";
import { type RunRow, type TaskRow, tasksOfContract } from "../tasks/tasks.ts";
import type { Judged } from "./judge-lost.ts";
import { lastWordsOf } from "./last-words-of.ts";

const UNHEARD = statement(
  "unheard-answers",
  `select id from question where owner_id = $1 and task_id = $2 and status in ('answered', 'expired') and delivered_at is null
   order by ended_at, id`,
);

/** Reads only; what is in flight is told by the caller. */
export async function composeReport(
  reader: Reader,
  {
    judged,
    task,
    lost,
    inFlight,
  }: { judged: Judged; task: TaskRow; lost: RunRow; inFlight: readonly InFlight[] },
): Promise<RestorationReport> {
  const { decision, inputs } = judged;
  const of = { ownerId: task.ownerId, taskId: task.id };
  const tasks =
    task.kind === "supervisor"
      ? await tasksOfContract(reader, { ownerId: task.ownerId, contractId: task.contractId })
      : [];
  const over = new Set(tasks.filter(({ isOver }) => isOver).map(({ taskId }) => taskId));
  const waits = await openWaitsOfTask(reader, of);
  const unheard = await reader.rows<{ id: string }>(UNHEARD, [of.ownerId, of.taskId]);
  return {
    previousState: previousStateOf(judged, lost),
    plan: decision.plan,
    reason: decision.reason,
    checkpointId: decision.checkpointId,
    source: inputs.source,
    findings: [...decision.findings],
    warnings: [...decision.warnings, ...agentsLastWords(lost)],
    alternatives: [...decision.alternatives],
    inFlight: inFlight.map(({ toolName, toolCallId, outcome }) => ({ toolName, toolCallId, outcome })),
    pendingQuestionIds: inputs.facts.questions.map(({ questionId }) => questionId),
    deliveredQuestionIds: unheard.map(({ id }) => id),
    waitingTaskIds: [...new Set(waits.flatMap(({ taskIds }) => taskIds))].filter((id) => !over.has(id)),
    spawnedTaskIds: tasks.map(({ taskId }) => taskId),
    lost: await lostPart(reader, { judged, lost }),
  };
}

/** How it stood before it was interrupted. */
function previousStateOf({ inputs, history }: Judged, { endedInTurn }: RunRow): string {
  const { state, questions } = inputs.facts;
  if (state.found === "missing") return "initializing";
  if (state.found === "unreadable") return "interrupted";
  const previous = history.interruption?.previous;
  if (state.found === "row") return typeof previous === "string" ? previous : state.state;
  if (endedInTurn) return "working";
  return questions.length > 0 ? "waiting_for_user" : "idle";
}

/** What the source does not say: the daemon lived, and the agent's own program ended or could not go on. */
function agentsLastWords(lost: RunRow): string[] {
  const lastWords = lastWordsOf(lost);
  return lastWords === null ? [] : [`Your own program ended: ${lastWords}`];
}

/** From the last thing that is kept and in view to the end of the run; null where a plan goes on and nothing was under way. */
async function lostPart(
  reader: Reader,
  { judged, lost }: { judged: Judged; lost: RunRow },
): Promise<RestorationReport["lost"]> {
  const { decision, inputs, view } = judged;
  const { checkpoints } = inputs.facts;
  const used = checkpoints.find(({ checkpointId }) => checkpointId === decision.checkpointId);
  const fromIndex =
    decision.plan === "start_fresh" ? 0 : used === undefined ? view.messageCount : used.messageIndex + 1;
  const later = await stretch(reader, { judged, fromIndex });
  if (later === null && !lost.endedInTurn) return null;
  const last = await edge(reader, { judged, order: "desc", fromIndex: 0 });
  const until = lost.endedAt ?? new Date(inputs.facts.at);
  const since = later === null ? (last ?? until) : later.firstAt;
  return {
    since: since.toISOString(),
    until: until.toISOString(),
    seconds: Math.max(0, Math.round((until.getTime() - since.getTime()) / 1000)),
    messages:
      later === null
        ? null
        : { ...later, firstAt: later.firstAt.toISOString(), lastAt: later.lastAt.toISOString() },
    checkpoints: checkpoints
      .filter(({ number, inView }) => inView && used !== undefined && number > used.number)
      .map(({ checkpointId, number }) => ({ checkpointId, number })),
  };
}

async function stretch(reader: Reader, { judged, fromIndex }: { judged: Judged; fromIndex: number }) {
  const toIndex = judged.view.messageCount - 1;
  const firstAt = await edge(reader, { judged, order: "asc", fromIndex });
  const lastAt = await edge(reader, { judged, order: "desc", fromIndex });
  if (firstAt === null || lastAt === null) return null;
  return { fromIndex, toIndex, count: toIndex - fromIndex + 1, firstAt, lastAt };
}

async function edge(
  reader: Reader,
  { judged, order, fromIndex }: { judged: Judged; order: "asc" | "desc"; fromIndex: number },
): Promise<Date | null> {
  const toIndex = judged.view.messageCount - 1;
  if (fromIndex > toIndex) return null;
  const scan = { order, roles: MESSAGE_ROLES, limit: 1, fromIndex, toIndex };
  const [seen] = await scanMessages(reader, judged.view, scan);
  return seen?.row.createdAt ?? null;
}
