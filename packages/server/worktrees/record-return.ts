// What became of bringing a worktree back.
import { returnResult } from "@makima/protocol/mesh";
import type { CommandResult } from "../daemons/daemons.ts";
import type { Tx } from "../db/database.ts";
import { type Actor, appendEvents } from "../journal/journal.ts";
import { SET_NOT_RETURNED, SET_RETURNED } from "./writer.ts";

/** The caller holds the contract. Files that were written to another path change nothing here. */
export async function recordReturn(
  tx: Tx,
  back: {
    ownerId: string;
    daemonId: string;
    contractId: string;
    taskId: string;
    commandId: string;
    phase: string;
    actor: Actor;
    to: string | null;
    result: CommandResult;
  },
): Promise<void> {
  const { ownerId, daemonId, contractId, taskId, commandId, phase, actor, result } = back;
  if (back.to !== null) return;
  const key = [ownerId, daemonId, taskId, commandId];
  if (!result.ok) return tx.send(SET_NOT_RETURNED, [...key, result.code === "CHECKOUT_STANDS"]);
  const { path } = returnResult.parse(result.value);
  tx.send(SET_RETURNED, key);
  await appendEvents(tx, { ownerId, contractId }, [
    { type: "worktree.returned", actor, taskId, phase, data: { path } },
  ]);
}
