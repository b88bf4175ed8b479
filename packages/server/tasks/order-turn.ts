// Tells the daemon of an idle run to begin its next turn.
import type { TurnWords } from "@makima/core/delivery";
import { sendCommand } from "../daemons/daemons.ts";
import type { Tx } from "../db/database.ts";
import { type NewEvent, SERVER } from "../journal/journal.ts";
import type { World } from "../world.ts";
import type { RunContract } from "./begin-run.ts";
import type { TaskKey } from "./lock-task.ts";
import type { Result } from "./run-material.ts";

export type TurnOf = TaskKey & {
  taskName: string;
  epoch: number;
  daemonId: string;
  contract: Pick<RunContract, "id" | "phase" | "branch" | "branchCommit" | "homeId">;
  /** its number */
  turn: number;
  words: TurnWords;
  results: readonly Result[];
};

/** The turn's rows are written by the caller. Gives the event, which the caller appends. */
export async function orderTurn(tx: Tx, { world, ...of }: TurnOf & { world: World }): Promise<NewEvent> {
  const { ownerId, taskId, epoch, contract, turn } = of;
  await sendCommand(tx, {
    world,
    to: { ownerId, daemonId: of.daemonId, contractId: contract.id },
    command: {
      kind: "begin_turn",
      taskId,
      epoch,
      turn: { number: turn, ...of.words },
      contractBranch: contract.branch,
      branchCommit: contract.branchCommit,
      isHome: contract.homeId === of.daemonId,
      results: [...of.results],
    },
  });
  return {
    type: "task.running",
    actor: SERVER,
    taskId,
    phase: contract.phase,
    data: { name: of.taskName, epoch, turn },
  };
}
