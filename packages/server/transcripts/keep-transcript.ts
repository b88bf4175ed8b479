// Takes in lines of an agent's own transcript: word for word, once, in their order.
import { Refusal } from "@makima/protocol/errors";
import type { TranscriptRecord } from "@makima/protocol/mesh";
import { statement } from "../db/database.ts";
import type { World } from "../world.ts";
import { packLines } from "./line-body.ts";
import { INSERT_TRANSCRIPT } from "./writer.ts";

const PLACE = statement(
  "transcript-place",
  `select v.epoch::int, v.daemon_id as "daemonId",
     exists (select 1 from transcript t where t.owner_id = $1 and t.task_id = $2 and t.epoch = $3 and t.source = $4) as "isThere"
   from conversation v where v.owner_id = $1 and v.task_id = $2`,
);

/**
 * Gives false when the run is not the present one, or another daemon's. Throws NOT_FOUND; throws an ordinary error when lines before these are
 * not there yet: the daemon has to send them again.
 */
export async function keepTranscript(
  world: World,
  { ownerId, daemonId, record }: { ownerId: string; daemonId: string; record: TranscriptRecord },
): Promise<boolean> {
  const { taskId, epoch, source, session, turn, lines } = record;
  const body = await packLines(lines);
  const values = [ownerId, taskId, epoch, daemonId, source, lines.length, session, turn, body];
  if ((await world.db.rows(INSERT_TRANSCRIPT, values)).length === 1) return true;
  const place = await world.db.row<{ epoch: number; daemonId: string | null; isThere: boolean }>(PLACE, [
    ownerId,
    taskId,
    epoch,
    source,
  ]);
  if (place === null) throw new Refusal("NOT_FOUND", "no such task");
  if (place.epoch !== epoch || place.daemonId !== daemonId) return false;
  if (place.isThere) return true;
  throw new Error(`task ${taskId}: lines before line ${source} of its transcript were not there yet`);
}
