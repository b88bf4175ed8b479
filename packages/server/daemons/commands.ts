// Commands as rows: what a daemon has not acknowledged, and what came of those that ask for its hands.
import { type MeshCommand, meshCommand } from "@makima/protocol/mesh";
import { awaitRow } from "../await-row.ts";
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
  const result = await awaitRow(world, {
    bell: bell.operation(commandId),
    patienceMs,
    look: () => resultOf(world.db, { ownerId, commandId }),
  });
  return result === null ? { status: "pending" } : { status: "done", result };
}

/** What came of it so far; null while it is not done. */
export const resultOf = async (
  reader: Reader,
  { ownerId, commandId }: { ownerId: string; commandId: string },
): Promise<CommandResult | null> =>
  (await reader.row<{ result: CommandResult | null }>(COMMAND_RESULT, [ownerId, commandId]))?.result ?? null;

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
