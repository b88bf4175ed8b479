// Commands as rows: what a daemon has not acknowledged, and what came of those that ask for its hands.
import { type MeshCommand, meshCommand } from "@makima/protocol/mesh";
import { type Reader, statement, type Tx } from "../db/database.ts";
import { bell } from "../doorbell.ts";
import type { World } from "../world.ts";
import { SET_ACKNOWLEDGED, SET_RESULT } from "./command-writer.ts";

export type DaemonKey = { ownerId: string; daemonId: string };
export type OpenCommand = { id: string; command: MeshCommand };
export type CommandResult = { ok: true; value: unknown } | { ok: false; code: string; message: string };

const OPEN_COMMANDS = statement(
  "open-commands",
  `select id, payload from command
   where owner_id = $1 and daemon_id = $2 and acknowledged_at is null
     and exists (select 1 from daemon where owner_id = $1 and id = $2 and session = $4)
   order by created_at, id limit $3`,
);
const COMMAND_RESULT = statement(
  "command-result",
  "select result from command where owner_id = $1 and id = $2",
);

/** Not acknowledged yet, oldest first; none for a session that was replaced. */
export async function openCommands(
  reader: Reader,
  { ownerId, daemonId, session, limit }: DaemonKey & { session: number; limit: number },
): Promise<OpenCommand[]> {
  const rows = await reader.rows<{ id: string; payload: unknown }>(OPEN_COMMANDS, [
    ownerId,
    daemonId,
    limit,
    session,
  ]);
  return rows.map(({ id, payload }) => ({ id, command: meshCommand.parse(payload) }));
}

export async function acknowledgeCommands(
  world: World,
  { ownerId, daemonId, session, ids }: DaemonKey & { session: number; ids: readonly string[] },
): Promise<void> {
  await world.db.transaction((tx) => tx.run(SET_ACKNOWLEDGED, [ownerId, daemonId, ids, session]));
}

/** True for the first result; a later one changes nothing. */
export async function recordResult(
  tx: Tx,
  { ownerId, daemonId, commandId, result }: DaemonKey & { commandId: string; result: CommandResult },
): Promise<boolean> {
  return (await tx.run(SET_RESULT, [ownerId, daemonId, commandId, JSON.stringify(result)])) === 1;
}

export type Awaited = { status: "done"; result: CommandResult } | { status: "pending" };

/** Waits for what a daemon's hands do. After `patienceMs` the row remains, and GET /operations/{id} tells. */
export async function awaitResult(
  world: World,
  { ownerId, commandId, patienceMs }: { ownerId: string; commandId: string; patienceMs: number },
): Promise<Awaited> {
  const done = new AbortController();
  const stop = world.doorbell.listen(bell.operation(commandId), () => done.abort());
  try {
    const deadlineMs = world.clock.monotonicMs() + patienceMs;
    for (;;) {
      const row = await world.db.row<{ result: CommandResult | null }>(COMMAND_RESULT, [ownerId, commandId]);
      if (row?.result) return { status: "done", result: row.result };
      const leftMs = deadlineMs - world.clock.monotonicMs();
      if (leftMs <= 0) return { status: "pending" };
      await pause(world, { ms: Math.min(leftMs, POLL_MS), signal: done.signal });
    }
  } finally {
    stop();
  }
}

const POLL_MS = 500;

async function pause(world: World, { ms, signal }: { ms: number; signal: AbortSignal }): Promise<void> {
  if (signal.aborted) return world.clock.sleep(MIN_POLL_MS);
  await world.clock.sleep(ms, signal).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
}

const MIN_POLL_MS = 20;

const COMMAND = statement(
  "command-of-daemon",
  `select payload, contract_id as "contractId", finished_at is not null as "isFinished" from command
   where owner_id = $1 and daemon_id = $2 and id = $3 for update`,
);

/** Null for a command that was never given to this daemon. */
export async function commandOf(
  tx: Tx,
  { ownerId, daemonId, commandId }: DaemonKey & { commandId: string },
): Promise<{ command: MeshCommand; contractId: string; isFinished: boolean } | null> {
  const row = await tx.row<{ payload: unknown; contractId: string; isFinished: boolean }>(COMMAND, [
    ownerId,
    daemonId,
    commandId,
  ]);
  return row === null ? null : { ...row, command: meshCommand.parse(row.payload) };
}
