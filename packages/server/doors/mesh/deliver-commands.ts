// Sends a daemon what it has not acknowledged: when the doorbell rings for it, and by a slow timer, each command once on a connection.
import type { ServerFrame } from "@makima/protocol/mesh";
import { openCommands, type Session } from "../../daemons/daemons.ts";
import { bell } from "../../doorbell.ts";
import type { World } from "../../world.ts";

const POLL_MS = 1_000;
const PAGE = 200;

export type Delivery = { stop(): void; forget(ids: readonly string[]): void };

export function deliverCommands(
  world: World,
  session: Session,
  send: (frame: ServerFrame) => void,
): Delivery {
  const { daemonId } = session;
  const sent = new Set<string>();
  const stopping = new AbortController();
  let isRung = false;
  let wake: () => void = () => undefined;
  const deafen = world.doorbell.listen(bell.daemon(daemonId), () => {
    isRung = true;
    wake();
  });

  const round = async () => {
    const commands = await openCommands(world.db, { ...session, limit: sent.size + PAGE });
    for (const { id, command } of commands) {
      if (sent.has(id) || stopping.signal.aborted) continue;
      sent.add(id);
      send({ kind: "command", id, command });
    }
  };
  const rest = async () => {
    const waking = new AbortController();
    wake = () => waking.abort();
    if (isRung || stopping.signal.aborted) return;
    await world.clock.sleep(POLL_MS, waking.signal).catch((error: unknown) => {
      if (!waking.signal.aborted) throw error;
    });
  };
  const run = async () => {
    while (!stopping.signal.aborted) {
      isRung = false;
      try {
        await round();
      } catch (error) {
        world.log.warn({ err: error, daemonId }, "commands could not be read; tried again");
      }
      await rest();
    }
  };
  run().catch((error: unknown) =>
    world.log.error({ err: error, daemonId }, "commands are delivered no more"),
  );
  return {
    stop: () => {
      stopping.abort();
      deafen();
      wake();
    },
    // acknowledged ones are not read again, so their ids need not be kept
    forget: (ids) => {
      for (const id of ids) sent.delete(id);
    },
  };
}
