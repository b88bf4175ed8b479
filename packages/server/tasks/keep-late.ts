// Keeps what a fenced-off run still had to say as an attachment of that run: it changes nothing, and a person can look at it.
import type { MeshRecord } from "@makima/protocol/mesh";
import { statement, type Tx } from "../db/database.ts";
import { bell } from "../doorbell.ts";
import type { World } from "../world.ts";
import { COUNT_LATE, INSERT_LATE } from "./late-writer.ts";

type RunRecord = Extract<MeshRecord, { taskId: string }>;
type From = { ownerId: string; daemonId: string; seq: number; record: MeshRecord };

/** `known`: all of it was taken in before the run was fenced off. `foreign`: the run never was this daemon's, and nothing is kept. */
export type Kept = "kept" | "known" | "foreign";

const LOCK_RUN = statement(
  "lock-run-of-daemon",
  `select late_records as "lateRecords" from run where owner_id = $1 and task_id = $2 and epoch = $3 and daemon_id = $4 for update`,
);

// A daemon that heard no acknowledgement sends again what was committed before its run was fenced off.
const TAKEN_UP_TO = statement(
  "taken-up-to",
  `select coalesce(case $4
     when 'messages' then (select source from message
       where owner_id = $1 and task_id = $2 and epoch = $3 and source is not null order by seq desc limit 1)
     when 'output' then (select source from output
       where owner_id = $1 and task_id = $2 and epoch = $3 and source is not null order by seq desc limit 1)
     when 'turn_ended' then (select turn_ended from run where owner_id = $1 and task_id = $2 and epoch = $3)
     when 'run_started' then (select count(started_at) from run where owner_id = $1 and task_id = $2 and epoch = $3)
     when 'run_ended' then (select count(*) from run where owner_id = $1 and task_id = $2 and epoch = $3 and end_reason = 'agent_ended')
     when 'checkpoint' then (select max(number) from checkpoint where owner_id = $1 and task_id = $2 and epoch = $3)
     when 'permission' then (select count(*) from question where owner_id = $1 and task_id = $2 and question_type = 'permission'
       and purpose ->> 'permission' = $5 and (purpose ->> 'epoch')::bigint = $3)
     else (select count(*) from tool_call where owner_id = $1 and task_id = $2 and epoch = $3 and call_key = $5)
   end, 0)::int as "upTo"`,
);

/** The same record of the same spool again is kept once. */
export function keepLate(world: World, { ownerId, daemonId, seq, record }: From): Promise<Kept> {
  return world.db.transaction(async (tx) => {
    if (!("taskId" in record)) return "foreign";
    const run = [ownerId, record.taskId, record.epoch];
    const held = await tx.row<{ lateRecords: number }>(LOCK_RUN, [...run, daemonId]);
    if (held === null) return "foreign";
    const unknown = withoutKnown(record, await takenUpTo(tx, { ownerId, record }));
    if (unknown === null) return "known";
    const number = held.lateRecords + 1;
    const { kind, taskId: _, epoch: __, ...data } = unknown;
    const values = [...run, number, daemonId, seq, kind, JSON.stringify(data)];
    if ((await tx.run(INSERT_LATE, values)) === 1) {
      tx.send(COUNT_LATE, [...run, number]);
      tx.onCommit(() => world.doorbell.ring(bell.work));
    }
    return "kept";
  });
}

async function takenUpTo(
  tx: Tx,
  { ownerId, record }: { ownerId: string; record: RunRecord },
): Promise<number> {
  const key = "callKey" in record ? record.callKey : "requestKey" in record ? record.requestKey : null;
  const values = [ownerId, record.taskId, record.epoch, record.kind, key];
  return (await tx.row<{ upTo: number }>(TAKEN_UP_TO, values))?.upTo ?? 0;
}

/** What of the record is news; null when nothing is. */
function withoutKnown(record: RunRecord, upTo: number): RunRecord | null {
  switch (record.kind) {
    case "messages": {
      const messages = record.messages.filter(({ source }) => source > upTo);
      return messages.length === 0 ? null : { ...record, messages };
    }
    case "output": {
      const pieces = record.pieces.filter(({ source }) => source > upTo);
      return pieces.length === 0 ? null : { ...record, pieces };
    }
    case "turn_ended":
      return record.turn > upTo ? record : null;
    case "checkpoint":
      return record.checkpoint.number > upTo ? record : null;
    // All that the one tells is in the run's messages too; what the other heard is told again.
    case "transcript":
    case "steered":
      return null;
    default:
      return upTo === 0 ? record : null;
  }
}
