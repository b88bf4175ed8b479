// A daemon whose lease is over is offline; what it ran is interrupted by whoever asks for this.
import { type Reader, statement, type Tx } from "../db/database.ts";
import { SET_OFFLINE } from "./daemon-writer.ts";

// Also those that are offline and still have runs: a server may have died between the two.
const LEASES_OVER = statement(
  "leases-over",
  `select d.owner_id as "ownerId", d.id as "daemonId" from daemon d
   where d.lease_until < app_now() and (d.status <> 'offline'
     or exists (select 1 from run r where r.owner_id = d.owner_id and r.daemon_id = d.id and r.status <> 'ended'))
   limit 100`,
);

/** Every owner's: a reconciler asks. */
export const leasesOver = (reader: Reader): Promise<{ ownerId: string; daemonId: string }[]> =>
  reader.rows(LEASES_OVER, []);

/** The daemon's name, or null when its lease was renewed meanwhile. Otherwise it cannot be renewed until COMMIT. */
export async function expireLease(tx: Tx, of: { ownerId: string; daemonId: string }): Promise<string | null> {
  return (await tx.row<{ name: string }>(SET_OFFLINE, [of.ownerId, of.daemonId]))?.name ?? null;
}
