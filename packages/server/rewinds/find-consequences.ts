// What followed from the messages that go out of view: what stands whatever is gone back to, and what is still open and may be withdrawn.
import type { Stretch } from "@makima/core/conversation";
import { answerForAgent } from "@makima/core/question";
import type { Consequences, NotTakenBack } from "@makima/core/rewind";
import { isTaskOver, type TaskStatus } from "@makima/core/task";
import { type Reader, statement } from "../db/database.ts";
import { type CutCall, cutAtEnd, type View } from "../history/history.ts";
import { type TaskRow } from "../tasks/tasks.ts";
import { type Ended, endedAfter } from "./find-ended.ts";
import { type Heard, heardAfter } from "./find-heard.ts";
import { type Merged, mergedAfter } from "./find-merges.ts";
import { type TaskEnd, taskEndsAfter } from "./find-task-ends.ts";
import { type PlacedView, shownOnlyBy } from "./view-at.ts";

type CallRow = {
  callId: string;
  tool: string;
  input: Record<string, unknown>;
  result: unknown;
  isError: boolean;
  questionId: string | null;
  question: string;
  questionStatus: "pending" | "answered" | "withdrawn" | "expired";
  /** it has ended, and the agent has not heard how; nor is that on its way */
  isUnheard: boolean;
  response: string | string[] | null;
  multiSelect: boolean;
  taskId: string | null;
  taskName: string;
  taskStatus: TaskStatus;
  mergedName: string | null;
};

// Only calls of our own tools: what an agent's own tools did outside of its worktree nobody can tell.
const CALLS = statement(
  "calls-of-messages",
  `select c.id as "callId", c.tool, c.input, c.result, c.is_error as "isError", q.id as "questionId", q.question, q.status as "questionStatus",
     coalesce(q.status in ('answered', 'expired') and q.delivered_at is null and not exists (
       select 1 from delivery d where d.owner_id = q.owner_id and d.task_id = q.task_id and d.question_id = q.id), false) as "isUnheard",
     q.response, q.multi_select as "multiSelect", s.id as "taskId", s.name as "taskName", s.status as "taskStatus", g.name as "mergedName"
   from message m
   join tool_call c on c.owner_id = m.owner_id and c.task_id = m.task_id and c.epoch = m.epoch and c.call_key = m.tool_call_id
   left join question q on q.owner_id = c.owner_id and q.id = c.question_id
   left join task s on s.owner_id = c.owner_id and s.id = c.spawned_task_id
   left join task g on c.tool = 'merge_task' and g.owner_id = c.owner_id and g.contract_id = $5 and g.id::text = c.input ->> 'taskId'
   where m.owner_id = $1 and m.task_id = $2 and m.seq between $3 and $4 and m.role = 'tool_call'
   order by m.seq`,
);

export type Found = Consequences & {
  openTasks: readonly { taskId: string; name: string; status: TaskStatus }[];
  /** questions whose end the notice alone tells: nothing waits for it any more */
  unheard: readonly string[];
  cutCalls: readonly CutCall[];
  /** the calls themselves */
  callIds: readonly string[];
};

/** `view`: what is shown now; `point`: what is shown at the point of the rewind. */
export async function findConsequences(
  reader: Reader,
  of: {
    ownerId: string;
    contractId: string;
    task: Pick<TaskRow, "id" | "kind">;
    view: View;
    point: PlacedView;
  },
): Promise<Found> {
  const { ownerId, view, point } = of;
  const rows = await callsOf(reader, { ...of, stretches: shownOnlyBy(view, point).stretches });
  const back = await callsOf(reader, { ...of, stretches: shownOnlyBy(point, view).stretches });
  const cutCalls = await cutAtEnd(reader, { ownerId, ...point });
  const at = cutCalls.map((call) => ({ ...call, fromSeq: call.seq, toSeq: call.seq }));
  const cut = await callsOf(reader, { ...of, stretches: at });
  const ended = [
    ...back.flatMap(toEnded),
    ...(await endedAfter(reader, { ownerId, taskId: of.task.id, point })),
  ];
  // What a call tells of the same thing says more than what was told of it since.
  const standing = new Map<string, NotTakenBack>();
  for (const one of [...[...cut, ...rows].flatMap(whatStands), ...(await whatStandsSince(reader, of))]) {
    const key = `${one.kind} ${one.id ?? one.text}`;
    if (!standing.has(key)) standing.set(key, one);
  }
  return {
    notTakenBack: [...standing.values()],
    openQuestions: rows.flatMap(({ questionId, question, questionStatus }) =>
      questionId !== null && questionStatus === "pending" ? [{ questionId, question }] : [],
    ),
    withdrawnQuestions: [...new Map(ended.map((one) => [one.questionId, one])).values()],
    unheard: rows.flatMap(({ questionId, isUnheard }) =>
      questionId !== null && isUnheard ? [questionId] : [],
    ),
    openTasks: rows.flatMap(({ taskId, taskName, taskStatus }) =>
      taskId !== null && !isTaskOver(taskStatus) ? [{ taskId, name: taskName, status: taskStatus }] : [],
    ),
    cutCalls,
    callIds: rows.map(({ callId }) => callId),
  };
}

/** By the time at which it happened: no call behind the point tells of it. */
async function whatStandsSince(
  reader: Reader,
  of: { ownerId: string; contractId: string; task: Pick<TaskRow, "id" | "kind">; point: PlacedView },
): Promise<NotTakenBack[]> {
  const { ownerId, contractId, task, point } = of;
  const end = point.stretches.at(-1);
  const last = end === undefined ? null : { taskId: end.taskId, seq: end.toSeq };
  const heard = last === null ? [] : await heardAfter(reader, { ownerId, taskId: task.id, last });
  const lastSeq = last?.taskId === task.id ? last.seq : 0;
  const ends = await taskEndsAfter(reader, { ownerId, contractId, taskId: task.id, lastSeq });
  const isBoss = task.kind === "supervisor";
  const merged = isBoss ? await mergedAfter(reader, { ownerId, contractId, taskId: task.id, last }) : [];
  return [...heard.map(tellAnswer), ...ends.map(tellEnd), ...merged.map(tellMerge)];
}

const tellEnd = ({ taskId, name, status }: TaskEnd): NotTakenBack => ({
  kind: "task",
  id: taskId,
  text: `task ${name} is ${status}`,
});

const tellMerge = ({ taskId, name, isByAgent }: Merged): NotTakenBack => ({
  kind: "merge",
  id: taskId,
  text: isByAgent ? `task ${name} was merged` : `task ${name} was merged by a person`,
});

const toEnded = ({ questionId, question, questionStatus }: CallRow): Ended[] =>
  questionId !== null && (questionStatus === "withdrawn" || questionStatus === "expired")
    ? [{ questionId, question }]
    : [];

type Range = Pick<Stretch, "taskId" | "fromSeq" | "toSeq">;

async function callsOf(
  reader: Reader,
  of: { ownerId: string; contractId: string; stretches: readonly Range[] },
): Promise<CallRow[]> {
  const calls = new Map<string, CallRow>();
  // a call that took another one's place has the same question: it is told once
  for (const { taskId, fromSeq, toSeq } of of.stretches)
    for (const row of await reader.rows<CallRow>(CALLS, [of.ownerId, taskId, fromSeq, toSeq, of.contractId]))
      calls.set(row.questionId ?? row.taskId ?? row.callId, row);
  return [...calls.values()];
}

const tellAnswer = (answered: Heard): NotTakenBack => {
  const response = [answerForAgent(answered) ?? []].flat().join(", ");
  return {
    kind: "answer",
    id: answered.questionId,
    text: `«${answered.question}» was answered: ${response}`,
  };
};

function whatStands(row: CallRow): NotTakenBack[] {
  const { questionId } = row;
  if (questionId !== null && row.questionStatus === "answered") return [tellAnswer({ ...row, questionId })];
  if (row.taskId !== null && isTaskOver(row.taskStatus))
    return [
      { kind: "task", id: row.taskId, text: `task ${row.taskName} was spawned, and is ${row.taskStatus}` },
    ];
  if (row.tool === "merge_task" && row.mergedName !== null && isMerged(row.result))
    return [{ kind: "merge", id: String(row.input["taskId"]), text: `task ${row.mergedName} was merged` }];
  if (row.tool === "change_phase" && row.questionId === null && row.result !== null && !row.isError)
    return [{ kind: "phase", id: null, text: `the phase was changed to ${String(row.input["phase"])}` }];
  return [];
}

const isMerged = (result: unknown): boolean =>
  typeof result === "object" && result !== null && "merged" in result && result.merged === true;
