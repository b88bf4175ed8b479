// Tells a daemon something: the row is written with what it follows from, and delivered after COMMIT.
import type { MeshCommand } from "@makima/protocol/mesh";
import type { Tx } from "../db/database.ts";
import { bell } from "../doorbell.ts";
import type { World } from "../world.ts";
import { DROP_RUN_COMMANDS, INSERT_COMMAND } from "./command-writer.ts";

export type CommandTo = { ownerId: string; daemonId: string; contractId: string | null };

/** Gives the command's id. */
export async function sendCommand(
  tx: Tx,
  {
    world,
    to,
    command,
  }: { world: Pick<World, "ids" | "doorbell" | "handover">; to: CommandTo; command: MeshCommand },
): Promise<string> {
  const id = world.ids.next();
  const run = "epoch" in command ? { taskId: command.taskId, epoch: command.epoch } : null;
  tx.send(INSERT_COMMAND, [
    to.ownerId,
    id,
    to.daemonId,
    run?.taskId ?? null,
    run?.epoch ?? null,
    to.contractId,
    command.kind,
    JSON.stringify(command),
  ]);
  tx.onCommit(() => {
    if (!world.handover.offer(to.daemonId, { id, command })) world.doorbell.ring(bell.daemon(to.daemonId));
  });
  return id;
}

/** What a run was told and has not heard yet is void when the run is over. */
export async function dropRunCommands(
  tx: Tx,
  run: { ownerId: string; taskId: string; epoch: number },
): Promise<void> {
  tx.send(DROP_RUN_COMMANDS, [run.ownerId, run.taskId, run.epoch]);
}
