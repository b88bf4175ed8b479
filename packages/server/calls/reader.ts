// Tool calls and waits as rows.
import type { CallRef } from "@makima/core/delivery";
import type { ToolName } from "@makima/protocol/tools";
import { type Reader, statement } from "../db/database.ts";

export type CallRow = {
  ownerId: string;
  id: string;
  taskId: string;
  epoch: number;
  callKey: string;
  tool: ToolName;
  input: Record<string, unknown>;
  status: "open" | "pending" | "done" | "not_executed";
  result: unknown;
  isError: boolean;
  questionId: string | null;
  spawnedTaskId: string | null;
  commandId: string | null;
};

export type WaitRow = {
  id: string;
  ownerId: string;
  taskId: string;
  contractId: string;
  kind: "question" | "tasks";
  toolCallId: string | null;
  questionId: string | null;
  taskIds: string[];
  mode: "all" | "any" | null;
};

const CALL = `owner_id as "ownerId", id, task_id as "taskId", epoch::int, call_key as "callKey", tool, input, status, result,
  is_error as "isError", question_id as "questionId", spawned_task_id as "spawnedTaskId", command_id as "commandId"`;

const CALL_BY_KEY = statement(
  "call-by-key",
  `select ${CALL} from tool_call where owner_id = $1 and task_id = $2 and epoch = $3 and call_key = $4 for update`,
);
const CALL_BY_ID = statement(
  "call-by-id",
  `select ${CALL} from tool_call where owner_id = $1 and id = $2 for update`,
);
// A turn's first message is its prompt: what was called before the newest one was called in an earlier turn.
const IS_HEARD = statement(
  "is-call-heard",
  `select 1 as one from tool_call c
   join run r on r.owner_id = c.owner_id and r.task_id = c.task_id and r.epoch = c.epoch and r.status = 'turning'
   where c.owner_id = $1 and c.id = $2 and c.status = 'open' and not exists (
     select 1 from message m where m.owner_id = c.owner_id and m.task_id = c.task_id and m.epoch = c.epoch
       and m.role = 'user' and m.created_at > c.created_at)`,
);
const CALL_BY_COMMAND = statement(
  "call-by-command",
  `select ${CALL} from tool_call where owner_id = $1 and command_id = $2`,
);
const OPEN_CALLS = statement(
  "open-calls",
  `select ${CALL} from tool_call where owner_id = $1 and task_id = $2 and status = 'open' order by created_at for update`,
);

/** Of a run r: its last turn did not end by itself. */
const LAST_TURN_CUT = "(r.ended_in_turn or r.turn_cut)";

// A call that was open when its run ended is taken over by the first like call of a later run: one that is parked on a question whose answer
// has not reached the agent, or one of the newest ended run whose result was recorded but after which the agent never spoke again. An agent that
// called on after a person's answer has heard it, and is not given it again; a task that it spawned is, lest there be two. What was called before the conversation was taken back is never joined: an agent that asks again then asks anew.
const ADOPTABLE = statement(
  "adoptable-call",
  `select ${CALL} from tool_call c
   where c.owner_id = $1 and c.task_id = $2 and c.epoch < $3 and c.tool = $4 and c.input_hash = $5 and c.adopted_by is null
     and not exists (select 1 from rewind w where w.owner_id = c.owner_id and w.task_id = c.task_id and w.status = 'done'
       and not w.dry_run and w.moves_conversation and w.epoch > c.epoch)
     and (
       (c.question_id is not null and exists (
         select 1 from question q where q.owner_id = c.owner_id and q.id = c.question_id
           and q.status in ('pending', 'answered') and q.delivered_at is null))
       or (c.status = 'done' and not c.is_error
         and c.epoch = (select max(r.epoch) from run r where r.owner_id = $1 and r.task_id = $2 and r.epoch < $3 and r.daemon_id is not null)
         and exists (select 1 from run r where r.owner_id = $1 and r.task_id = $2 and r.epoch = c.epoch and ${LAST_TURN_CUT})
         and not exists (
           select 1 from message m where m.owner_id = $1 and m.task_id = $2 and m.epoch = c.epoch and m.source is not null
             and m.created_at > c.ended_at)
         and (c.question_id is null or not exists (
           select 1 from tool_call later where later.owner_id = $1 and later.task_id = $2 and later.epoch = c.epoch
             and later.created_at > c.ended_at)))
     )
   order by c.created_at limit 1 for update`,
);

// Results that were recorded in a run's last turn, which did not end by itself, and after which its agent never spoke again: it may not have seen
// them.
const UNSEEN = statement(
  "unseen-results",
  `select ${CALL} from tool_call c
   where c.owner_id = $1 and c.task_id = $2 and c.epoch = $3 and c.status in ('done', 'pending') and c.adopted_by is null
     and exists (select 1 from run r where r.owner_id = $1 and r.task_id = $2 and r.epoch = $3 and ${LAST_TURN_CUT})
     and not exists (
       select 1 from message m where m.owner_id = $1 and m.task_id = $2 and m.epoch = $3 and m.created_at > c.ended_at
         and (m.source is not null or m.role = 'user'))
   order by c.created_at`,
);

const OPEN_WAIT_OF_QUESTION = statement(
  "open-wait-of-question",
  `select w.id, w.owner_id as "ownerId", w.task_id as "taskId", t.contract_id as "contractId", w.kind, w.tool_call_id as "toolCallId",
     w.question_id as "questionId", w.task_ids as "taskIds", w.mode
   from wait w join task t on t.owner_id = w.owner_id and t.id = w.task_id
   where w.owner_id = $1 and w.question_id = $2 and w.ended_at is null`,
);
const OPEN_WAITS_OF_TASK = statement(
  "open-waits-of-task",
  `select w.id, w.owner_id as "ownerId", w.task_id as "taskId", t.contract_id as "contractId", w.kind, w.tool_call_id as "toolCallId",
     w.question_id as "questionId", w.task_ids as "taskIds", w.mode
   from wait w join task t on t.owner_id = w.owner_id and t.id = w.task_id
   where w.owner_id = $1 and w.task_id = $2 and w.ended_at is null order by w.began_at`,
);

const DANGLING = statement(
  "dangling-tool-calls",
  `select c.tool_call_id as "toolCallId", coalesce(c.tool_name, 'tool') as "toolName" from message c
   where c.owner_id = $1 and c.task_id = $2 and c.role = 'tool_call'
     and not exists (select 1 from message r where r.owner_id = $1 and r.task_id = $2 and r.role = 'tool_result'
       and r.tool_call_id = c.tool_call_id and r.seq > c.seq)
   order by c.seq`,
);

/** For an item that brings this call's result; nothing where no call asked for it. */
export const refOf = (call: Pick<CallRow, keyof CallRef> | null): { call?: CallRef } =>
  call === null ? {} : { call: { callKey: call.callKey, tool: call.tool, input: call.input } };

type OfTask = { ownerId: string; taskId: string };

export const callByKey = (
  reader: Reader,
  of: OfTask & { epoch: number; callKey: string },
): Promise<CallRow | null> => reader.row<CallRow>(CALL_BY_KEY, [of.ownerId, of.taskId, of.epoch, of.callKey]);

export const callById = (reader: Reader, of: { ownerId: string; id: string }): Promise<CallRow | null> =>
  reader.row<CallRow>(CALL_BY_ID, [of.ownerId, of.id]);

/** Whether the agent still waits in the call, so that a result finds it there: a turn may end with a call open, when it is cancelled for a pause. */
export const isCallHeard = async (reader: Reader, call: CallRow | null): Promise<boolean> =>
  call !== null && (await reader.row(IS_HEARD, [call.ownerId, call.id])) !== null;

export const callByCommand = (
  reader: Reader,
  of: { ownerId: string; commandId: string },
): Promise<CallRow | null> => reader.row<CallRow>(CALL_BY_COMMAND, [of.ownerId, of.commandId]);

export const openCalls = (reader: Reader, of: OfTask): Promise<CallRow[]> =>
  reader.rows<CallRow>(OPEN_CALLS, [of.ownerId, of.taskId]);

/** Calls in a task's conversation, the agent's own tools' among them, that have no result. */
export const danglingCalls = (
  reader: Reader,
  of: OfTask,
): Promise<{ toolCallId: string; toolName: string }[]> =>
  reader.rows<{ toolCallId: string; toolName: string }>(DANGLING, [of.ownerId, of.taskId]);

export const adoptableCall = (
  reader: Reader,
  of: OfTask & { epoch: number; tool: string; inputHash: Buffer },
): Promise<CallRow | null> =>
  reader.row<CallRow>(ADOPTABLE, [of.ownerId, of.taskId, of.epoch, of.tool, of.inputHash]);

export const unseenResults = (reader: Reader, of: OfTask & { epoch: number }): Promise<CallRow[]> =>
  reader.rows<CallRow>(UNSEEN, [of.ownerId, of.taskId, of.epoch]);

export const openWaitOfQuestion = (
  reader: Reader,
  of: { ownerId: string; questionId: string },
): Promise<WaitRow | null> => reader.row<WaitRow>(OPEN_WAIT_OF_QUESTION, [of.ownerId, of.questionId]);

export const openWaitsOfTask = (reader: Reader, of: OfTask): Promise<WaitRow[]> =>
  reader.rows<WaitRow>(OPEN_WAITS_OF_TASK, [of.ownerId, of.taskId]);
