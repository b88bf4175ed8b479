// A daemon whose lease is over is offline; what it ran is interrupted by whoever asks for this.
import { type Reader, statement, type Tx } from "../db/database.ts";
import { SET_OFFLINE } from "./daemon-writer.ts";

const LEASES_OVER = statement(
  "leases-over",
  `select owner_id as "ownerId", id as "daemonId" from daemon where status <> 'offline' and lease_until < app_now() limit 100`,
);

/** Every owner's: a reconciler asks. */
export const leasesOver = (reader: Reader): Promise<{ ownerId: string; daemonId: string }[]> =>
  reader.rows(LEASES_OVER, []);

/** The daemon's name, or null when its lease was renewed meanwhile. */
export async function expireLease(tx: Tx, of: { ownerId: string; daemonId: string }): Promise<string | null> {
  return (await tx.row<{ name: string }>(SET_OFFLINE, [of.ownerId, of.daemonId]))?.name ?? null;
}
