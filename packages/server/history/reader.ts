// What is in view of a task's conversation from its head, and its messages as rows and as the API shows them.
import type { Phase } from "@makima/core/contract";
import { type MessageRole, type Segment, type Stretch, stretchesOf } from "@makima/core/conversation";
import { Refusal } from "@makima/protocol/errors";
import type { Message } from "@makima/protocol/tasks";
import { type Reader, statement } from "../db/database.ts";
import { taskCursor } from "../journal/cursor.ts";

export type TaskKey = { ownerId: string; taskId: string };

/** What is in view from a task's head at one instant. */
export type View = {
  ownerId: string;
  taskId: string;
  /** the head's segment: another one after a rewind */
  headId: string;
  /** the head's first, then each one's parent */
  segments: readonly Segment[];
  stretches: Stretch[];
  messageCount: number;
  lastOutput: number;
  /** the place in the task's stream that it stands for */
  cursor: string;
  contractId: string;
  /** the numbers of that cursor */
  place: { event: number; message: number; output: number };
};

type ChainRow = Segment & { contractId: string; lastSeq: number; lastOutput: number; lastEvent: number };

const READ_CHAIN = statement(
  "read-conversation-chain",
  `with recursive chain as (
     select s.*, 0 as depth from conversation v
     join segment s on s.owner_id = v.owner_id and s.id = v.segment_id
     where v.owner_id = $1 and v.task_id = $2
     union all
     select p.*, chain.depth + 1 from chain
     join segment p on p.owner_id = chain.owner_id and p.id = chain.parent_id
     where chain.owner_id = $1
   )
   select chain.id, chain.task_id as "taskId", chain.start_seq::int as "startSeq", chain.start_index as "startIndex",
     chain.parent_id as "parentId", v.contract_id as "contractId", v.last_seq::int as "lastSeq", v.last_output::int as "lastOutput",
     coalesce(j.last_event, 0)::int as "lastEvent"
   from chain
   join conversation v on v.owner_id = $1 and v.task_id = $2
   left join journal j on j.owner_id = v.owner_id and j.contract_id = v.contract_id
   order by chain.depth`,
);

/** Throws NOT_FOUND, also for another owner's task. */
export async function readView(reader: Reader, { ownerId, taskId }: TaskKey): Promise<View> {
  const chain = await reader.rows<ChainRow>(READ_CHAIN, [ownerId, taskId]);
  const [head] = chain;
  if (head === undefined) throw new Refusal("NOT_FOUND", "there is no such task");
  const { contractId, lastSeq, lastOutput, lastEvent } = head;
  const place = { event: lastEvent, message: lastSeq, output: lastOutput };
  return {
    ownerId,
    taskId,
    headId: head.id,
    segments: chain,
    stretches: stretchesOf(chain, lastSeq),
    messageCount: head.startIndex + lastSeq - head.startSeq + 1,
    lastOutput,
    cursor: taskCursor({ taskId, ...place }),
    contractId,
    place,
  };
}

/** Whether a message is in view from its own task's head. */
export const isInView = ({ taskId, stretches }: View, message: { taskId: string; seq: number }): boolean =>
  stretches.some(
    (stretch) =>
      stretch.taskId === taskId &&
      message.taskId === taskId &&
      stretch.fromSeq <= message.seq &&
      message.seq <= stretch.toSeq,
  );

export type MessageRow = {
  seq: number;
  taskId: string;
  epoch: number;
  phase: Phase;
  role: MessageRole;
  content: string;
  toolCallId: string | null;
  toolName: string | null;
  toolInput: unknown;
  isError: boolean;
  truncated: boolean;
  durationMs: number | null;
  usage: Record<string, number> | null;
  createdAt: Date;
};

/** Of the table `message`. */
export const MESSAGE_COLUMNS = `seq::int as seq, task_id as "taskId", epoch::int as epoch, phase, role, content,
  tool_call_id as "toolCallId", tool_name as "toolName", tool_input as "toolInput", is_error as "isError", truncated,
  duration_ms as "durationMs", usage, created_at as "createdAt"`;

export type Seen = { row: MessageRow; index: number };

/** A message's name for ever: the task that wrote it, and its number there. */
export const messageIdOf = ({ taskId, seq }: { taskId: string; seq: number }): string => `${taskId}:${seq}`;

/** A message as the API shows it. */
export const showMessage = ({ row, index }: Seen): Message => ({
  id: messageIdOf(row),
  seq: row.seq,
  index,
  taskId: row.taskId,
  epoch: row.epoch,
  phase: row.phase,
  role: row.role,
  content: row.content,
  toolCallId: row.toolCallId,
  toolName: row.toolName,
  toolInput: row.toolInput,
  isError: row.isError,
  truncated: row.truncated,
  durationMs: row.durationMs,
  usage: row.usage,
  createdAt: row.createdAt.toISOString(),
});
