// The only writer of conversations, messages and output. Every append holds the conversation's row, where the epoch is: what a fenced-off
// run says is refused in the same statement that would have written it.
import { statement } from "../db/database.ts";
import { holdingSegment } from "./holding-segment.ts";

/** It continues the first $5 messages of what is seen from $6. */
export const INSERT_SEGMENT = statement(
  "insert-segment",
  `insert into segment (owner_id, id, task_id, start_seq, start_index, parent_id, reason)
   values ($1, $2, $3, $4, $5::int, ${holdingSegment({ ownerId: "$1", segmentId: "$6::uuid", count: "$5::int" })}, $7)`,
);

export const INSERT_CONVERSATION = statement(
  "insert-conversation",
  `insert into conversation (owner_id, task_id, contract_id, epoch, segment_id, segment_start_seq, segment_start_index)
   values ($1, $2, $3, 0, $4, 1, $5)`,
);

/**
 * The head moves: a new empty segment that continues the first $4 messages of what is seen from $5, or begins anew where $5 is null. Nothing is
 * copied or removed. Only for the present epoch.
 */
export const MOVE_HEAD = statement(
  "move-head",
  `with place as (
     select last_seq + 1 as start_seq from conversation where owner_id = $1 and task_id = $3 and epoch = $7 for update
   ), made as (
     insert into segment (owner_id, id, task_id, start_seq, start_index, parent_id, reason)
     select $1, $2, $3, place.start_seq, $4::int, ${holdingSegment({ ownerId: "$1", segmentId: "$5::uuid", count: "$4::int" })}, $6
     from place returning start_seq
   )
   update conversation set segment_id = $2, segment_start_seq = made.start_seq, segment_start_index = $4::int, segment_epoch = $7
   from made where conversation.owner_id = $1 and conversation.task_id = $3`,
);

/** A new run, of this daemon: nothing that an older one, or another daemon, has to say goes in from here on. */
export const SET_CONVERSATION_EPOCH = statement(
  "set-conversation-epoch",
  `update conversation set epoch = $3, daemon_id = $4, last_source = 0, last_output_source = 0
   where owner_id = $1 and task_id = $2 and epoch = $3 - 1`,
);

/**
 * Messages of the agent: $4 and $5 are the first and last source of the batch, which has no gap. Doubles are left out, a gap before the
 * batch, another epoch or another daemon writes nothing. Gives the number of each message that is new.
 */
export const APPEND_MESSAGES = statement(
  "append-messages",
  `with place as (
     update conversation set
       last_seq = last_seq + greatest(0, $5::bigint - greatest(last_source, $4::bigint - 1)),
       appended = greatest(0, $5::bigint - greatest(last_source, $4::bigint - 1)),
       last_source = greatest(last_source, $5::bigint)
     where owner_id = $1 and task_id = $2 and epoch = $3 and daemon_id = $7 and last_source >= $4::bigint - 1
     returning last_seq, appended, contract_id
   )
   insert into message (owner_id, task_id, seq, epoch, phase, role, content, tool_call_id, tool_name, tool_input, is_error, truncated,
     duration_ms, source)
   select $1, $2, place.last_seq - ($5::bigint - m.source), $3, (select phase from contract where owner_id = $1 and id = place.contract_id),
     m.role, m.content, m."toolCallId", m."toolName", m."toolInput", m."isError", m.truncated, m."durationMs", m.source
   from place, jsonb_to_recordset($6::jsonb) as m(source bigint, role text, content text, "toolCallId" text, "toolName" text,
     "toolInput" jsonb, "isError" boolean, truncated boolean, "durationMs" integer)
   where $5::bigint - m.source < place.appended
   returning seq`,
);

/** A message of makima itself: a prompt, a notice, a call of one of its tools and the result. */
export const APPEND_OWN_MESSAGE = statement(
  "append-own-message",
  `with place as (
     update conversation set last_seq = last_seq + 1 where owner_id = $1 and task_id = $2 and epoch = $3
     returning last_seq, contract_id
   )
   insert into message (owner_id, task_id, seq, epoch, phase, role, content, tool_call_id, tool_name, tool_input, is_error, duration_ms)
   select $1, $2, place.last_seq, $3, (select phase from contract where owner_id = $1 and id = place.contract_id),
     $4, $5, $6, $7, $8, $9, $10 from place
   returning seq`,
);

export const APPEND_OUTPUT = statement(
  "append-output",
  `with place as (
     update conversation set
       last_output = last_output + greatest(0, $5::bigint - greatest(last_output_source, $4::bigint - 1)),
       output_bytes = output_bytes + (
         select coalesce(sum(octet_length(o.text)), 0) from jsonb_to_recordset($6::jsonb) as o(source bigint, text text)
         where o.source > last_output_source),
       appended = greatest(0, $5::bigint - greatest(last_output_source, $4::bigint - 1)),
       last_output_source = greatest(last_output_source, $5::bigint)
     where owner_id = $1 and task_id = $2 and epoch = $3 and daemon_id = $7 and last_output_source >= $4::bigint - 1
     returning last_output, appended
   )
   insert into output (owner_id, task_id, seq, epoch, stream, tool_call_id, text, source)
   select $1, $2, place.last_output - ($5::bigint - o.source), $3, o.stream, o."toolCallId", o.text, o.source
   from place, jsonb_to_recordset($6::jsonb) as o(source bigint, stream text, "toolCallId" text, text text)
   where $5::bigint - o.source < place.appended
   returning seq`,
);
