// Empties a daemon on purpose: no new turn and no new run, turns that run may end, and whatever waits is parked. Or takes that back.
import type { Daemon } from "@makima/protocol/daemons";
import { Refusal } from "@makima/protocol/errors";
import { bell } from "../doorbell.ts";
import type { Principal, World } from "../world.ts";
import { SET_DRAINING, SET_NOT_DRAINING } from "./daemon-writer.ts";
import { type DaemonRow, SELECT_DAEMON, toDaemon } from "./reader.ts";

/** The reconcilers do the rest. Throws NOT_FOUND. */
export const drainDaemon = (
  world: World,
  { ownerId }: Principal,
  { params, body }: { params: { id: string }; body: { undo: boolean } },
): Promise<Daemon> =>
  world.db.transaction(async (tx) => {
    const of = [ownerId, params.id];
    await tx.run(body.undo ? SET_NOT_DRAINING : SET_DRAINING, of);
    const daemon = await tx.row<DaemonRow>(SELECT_DAEMON, of);
    if (daemon === null) throw new Refusal("NOT_FOUND", "there is no such daemon");
    tx.onCommit(() => world.doorbell.ring(bell.work));
    return toDaemon(daemon);
  });
