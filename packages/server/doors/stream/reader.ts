// Reads what the topics of the stream follow: journals, the owner's feed, and a task's output; and where each topic ends.
import type { Output } from "@makima/protocol/tasks";
import { statement } from "../../db/database.ts";
import { EVENT_COLUMNS, type EventRow } from "../../journal/show-event.ts";

/** `place` is the event's number in what is followed. */
export type PlacedEvent = EventRow & { place: number };

export const CONTRACT_EVENTS = statement(
  "stream-contract-events",
  `select ${EVENT_COLUMNS}, e.number::float8 as place from event e
   where e.owner_id = $1 and e.contract_id = $2 and e.number > $3 order by e.number limit $4`,
);

export const OWNER_EVENTS = statement(
  "stream-owner-events",
  `select ${EVENT_COLUMNS}, f.number::float8 as place
   from feed f join event e
     on e.owner_id = f.owner_id and e.contract_id = f.contract_id and e.number = f.event_number
   where f.owner_id = $1 and f.number > $2 order by f.number limit $3`,
);

export const TASK_EVENTS = statement(
  "stream-task-events",
  `select ${EVENT_COLUMNS}, e.number::float8 as place from event e
   where e.owner_id = $1 and e.contract_id = $2 and e.task_id = $3 and e.number > $4 order by e.number limit $5`,
);

export type OutputRow = Omit<Output, "createdAt"> & { createdAt: Date };

export const TASK_OUTPUT = statement(
  "stream-task-output",
  `select task_id as "taskId", seq::float8 as seq, epoch::float8 as epoch, stream, tool_call_id as "toolCallId", text,
          created_at as "createdAt"
   from output where owner_id = $1 and task_id = $2 and seq > $3 order by seq limit $4`,
);

// Where a watcher without a cursor begins. No row: the owner has no such thing.
export const CONTRACT_END = statement(
  "stream-contract-end",
  "select last_event::float8 as event from journal where owner_id = $1 and contract_id = $2",
);

export const OWNER_END = statement(
  "stream-owner-end",
  "select coalesce(max(number), 0)::float8 as event from feed where owner_id = $1",
);

export const TASK_END = statement(
  "stream-task-end",
  `select t.contract_id as "contractId", j.last_event::float8 as event,
          coalesce(c.last_seq, 0)::float8 as message, coalesce(c.last_output, 0)::float8 as output
   from task t
     join journal j on j.owner_id = t.owner_id and j.contract_id = t.contract_id
     left join conversation c on c.owner_id = t.owner_id and c.task_id = t.id
   where t.owner_id = $1 and t.id = $2`,
);
