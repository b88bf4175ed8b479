// What the restoration notice tells an agent: the restoration itself, and everything that it can no longer see or that changed meanwhile.

import { answerForAgent } from "@makima/core/question";
import type { InFlight, NoticeFacts } from "@makima/core/restoration";
import type { RestorationReport } from "@makima/protocol/restorations";
import { openWaitsOfTask } from "../calls/calls.ts";
import { type Reader, statement } from "../db/database.ts";
import { type Held, type RunRow, tasksOfContract } from "../tasks/tasks.ts";
import type { Judged } from "./judge-lost.ts";

// An answer that was told in the part which is out of view now would be asked for again.
const DECIDED = statement(
  "decided-questions",
  `select question, response, multi_select as "multiSelect" from question
   where owner_id = $1 and task_id = $2 and status = 'answered' and delivered_at >= $3 and question_type in ('general', 'phase_confirmation',
     'contract_complete')
   order by answered_at limit 100`,
);

export async function gatherNotice(
  reader: Reader,
  told: {
    held: Held;
    lost: RunRow;
    judged: Judged;
    report: RestorationReport;
    number: number;
    inFlight: readonly InFlight[];
  },
): Promise<NoticeFacts> {
  const { held, lost, judged, report } = told;
  const { contract, task } = held;
  const of = { ownerId: task.ownerId, taskId: task.id };
  const awaited = new Set((await openWaitsOfTask(reader, of)).flatMap(({ taskIds }) => taskIds));
  const tasks =
    task.kind === "supervisor"
      ? await tasksOfContract(reader, { ownerId: task.ownerId, contractId: contract.id })
      : [];
  const { facts } = judged.inputs;
  return {
    number: told.number,
    source: report.source,
    interruptedAt: (lost.endedAt ?? new Date(facts.at)).toISOString(),
    plan: report.plan,
    reason: report.reason,
    inFlight: told.inFlight,
    openQuestions: facts.questions.map(({ questionId, question }) => ({ questionId, question })),
    decided: await decidedSince(reader, { of, since: outOfViewSince(judged) }),
    tasks: tasks.map(({ taskId, name, status }) => ({ taskId, name, status, awaited: awaited.has(taskId) })),
    warnings: report.warnings,
  };
}

/** From when on the conversation is out of view; null: none of it is. */
function outOfViewSince({ decision, inputs }: Judged): string | null {
  if (decision.plan === "start_fresh") return new Date(0).toISOString();
  const used = inputs.facts.checkpoints.find(({ checkpointId }) => checkpointId === decision.checkpointId);
  return used?.at ?? null;
}

/** What was answered and told to the agent since then. */
export async function decidedSince(
  reader: Reader,
  { of, since }: { of: { ownerId: string; taskId: string }; since: string | null },
): Promise<NoticeFacts["decided"]> {
  if (since === null) return [];
  const rows = await reader.rows<{
    question: string;
    response: string | string[] | null;
    multiSelect: boolean;
  }>(DECIDED, [of.ownerId, of.taskId, since]);
  return rows.map((row) => ({ question: row.question, response: answerForAgent(row) }));
}
