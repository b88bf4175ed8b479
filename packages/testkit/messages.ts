// Messages, output and checkpoints as if an agent had left them: straight into the tables, without a run.
import { statement } from "@makima/server/db/database";
import type { Of } from "./contracts.ts";

const APPEND = statement(
  "test-append-message",
  `with place as (
     update conversation set last_seq = last_seq + 1 where owner_id = $1 and task_id = $2 returning last_seq
   )
   insert into message (owner_id, task_id, seq, epoch, phase, role, content, tool_call_id, tool_name, tool_input, is_error, duration_ms)
   select $1, $2, last_seq, 1, 'plan', $3, $4, $5, case when $5::text is null then null else 'run' end,
     case when $5::text is null then null else '{"command":"ls"}'::jsonb end, $6, $7
   from place`,
);

const REWIND = statement(
  "test-rewind",
  `with head as (
     insert into segment (owner_id, id, task_id, start_seq, start_index, parent_id, reason)
     select owner_id, $3, task_id, last_seq + 1, $4::int, case when $4::int = 0 then null else segment_id end, 'rewind'
     from conversation where owner_id = $1 and task_id = $2
     returning id, start_seq, start_index
   )
   update conversation set segment_id = head.id, segment_start_seq = head.start_seq, segment_start_index = head.start_index
   from head where owner_id = $1 and task_id = $2`,
);

const APPEND_OUTPUT = statement(
  "test-append-output",
  `with place as (
     update conversation set last_output = last_output + 1 where owner_id = $1 and task_id = $2 returning last_output
   )
   insert into output (owner_id, task_id, seq, epoch, stream, tool_call_id, text)
   select $1, $2, last_output, 1, $3, $4, $5 from place`,
);

export type Said = {
  role: string;
  content?: string;
  toolCallId?: string;
  isError?: boolean;
  durationMs?: number;
};

/** Appends messages to a task's conversation, in this order. */
export async function say(
  { world, principal }: Of,
  taskId: string,
  messages: readonly Said[],
): Promise<void> {
  for (const { role, content = role, toolCallId, isError, durationMs } of messages) {
    await world.db.transaction((tx) =>
      tx.run(APPEND, [
        principal.ownerId,
        taskId,
        role,
        content,
        toolCallId ?? null,
        isError ?? false,
        durationMs ?? null,
      ]),
    );
  }
}

/** Leaves this many messages in view. The head's segment is filled at least up to there. */
export async function rewindTo(
  { world, principal }: Of,
  at: { taskId: string; length: number },
): Promise<void> {
  await world.db.transaction((tx) =>
    tx.run(REWIND, [principal.ownerId, at.taskId, world.ids.next(), at.length]),
  );
}

/** Prints, as a tool of the agent, or as the agent itself when no call is named. */
export async function print(
  { world, principal }: Of,
  at: { taskId: string; text: string; toolCallId?: string },
): Promise<void> {
  const stream = at.toolCallId === undefined ? "agent" : "tool";
  await world.db.transaction((tx) =>
    tx.run(APPEND_OUTPUT, [principal.ownerId, at.taskId, stream, at.toolCallId ?? null, at.text]),
  );
}

const INSERT_CHECKPOINT = statement(
  "test-insert-checkpoint",
  `insert into checkpoint (owner_id, id, task_id, number, message, commit, tree, reason, phase, epoch, files_changed, lines_added,
     lines_removed, segment_id, message_seq, message_index)
   select owner_id, $3, task_id, $4, 'as it stands', repeat('0', 40), repeat('0', 40), 'asked', 'plan', 1, 1, 2, 3, segment_id, last_seq,
     segment_start_index + last_seq - segment_start_seq
   from conversation where owner_id = $1 and task_id = $2`,
);

const INSERT_FINDING = statement(
  "test-insert-finding",
  `insert into finding (owner_id, id, contract_id, task_id, severity, text, files) values ($1, $2, $3, $4, 'major', $5, '["a.ts"]')`,
);

/** A checkpoint of a task at its newest message. */
export async function addCheckpoint(
  { world, principal }: Of,
  at: { taskId: string; number: number },
): Promise<void> {
  await world.db.transaction((tx) =>
    tx.run(INSERT_CHECKPOINT, [principal.ownerId, at.taskId, world.ids.next(), at.number]),
  );
}

export async function addFinding(
  { world, principal }: Of,
  at: { contractId: string; taskId: string; text: string },
): Promise<void> {
  await world.db.transaction((tx) =>
    tx.run(INSERT_FINDING, [principal.ownerId, world.ids.next(), at.contractId, at.taskId, at.text]),
  );
}
