// Keeps what a turn used: once for each turn, and added to the sums of its contract.
import { type Usage, usageOfTurn } from "@makima/core/usage";
import type { Tx } from "../db/database.ts";
import { ADD_CONTRACT_USAGE, INSERT_TURN_USAGE } from "./writer.ts";

export type EndedTurn = {
  ownerId: string;
  contractId: string;
  taskId: string;
  epoch: number;
  turn: number;
  agent: string;
  /** as its agent told it; null: it told nothing */
  reported: Readonly<Record<string, number>> | null;
  durationMs: number;
};

/** The caller holds the contract, and calls this once for each turn. Gives what is to be added to its task. */
export async function recordUsage(tx: Tx, ended: EndedTurn): Promise<Usage> {
  const { ownerId, contractId, reported, durationMs } = ended;
  const usage = usageOfTurn(reported ?? {}, { durationMs });
  const figures = [
    usage.inputTokens,
    usage.outputTokens,
    usage.cacheReadTokens,
    usage.cacheWriteTokens,
    usage.costUsd,
    usage.durationMs,
  ];
  const { taskId, epoch, turn, agent } = ended;
  const told = JSON.stringify(reported ?? {});
  tx.send(INSERT_TURN_USAGE, [ownerId, contractId, taskId, epoch, turn, agent, ...figures, told]);
  tx.send(ADD_CONTRACT_USAGE, [ownerId, contractId, ...figures]);
  return usage;
}
