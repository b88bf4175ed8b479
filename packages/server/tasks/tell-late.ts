// Tells people, once for each run, that a fenced-off run still had something to say.
import { type Reader, statement } from "../db/database.ts";
import { appendEvents } from "../journal/journal.ts";
import type { World } from "../world.ts";
import { SET_LATE_TOLD } from "./late-writer.ts";
import { withTask } from "./with-task.ts";

export type LateRun = { ownerId: string; taskId: string; epoch: number; daemonId: string; daemon: string };

// A spool comes in many frames: it is told of when nothing more has come for a while.
const UNTOLD = statement(
  "untold-late-runs",
  `select run.owner_id as "ownerId", run.task_id as "taskId", run.epoch::int, run.daemon_id as "daemonId", d.name as daemon
   from run join daemon d on d.owner_id = run.owner_id and d.id = run.daemon_id
   where run.late_told_at is null and run.last_late_at < app_now() - interval '1 second' order by run.last_late_at limit 200`,
);

/** Every owner's: a reconciler asks. */
export const untoldLateRuns = (reader: Reader): Promise<LateRun[]> => reader.rows<LateRun>(UNTOLD, []);

/** Writes the event, unless it was written before. */
export const tellLate = (
  world: World,
  { ownerId, taskId, epoch, daemonId, daemon }: LateRun,
): Promise<void> =>
  withTask(world, { ownerId, taskId }, async ({ tx, contract, task }) => {
    const told = await tx.row<{ count: number }>(SET_LATE_TOLD, [ownerId, taskId, epoch]);
    if (told === null) return;
    const data = { name: task.name, epoch, count: told.count, daemonId, daemon };
    await appendEvents(tx, { ownerId, contractId: contract.id }, [
      { type: "run.late", actor: { kind: "daemon", id: daemonId }, taskId, phase: contract.phase, data },
    ]);
  });
