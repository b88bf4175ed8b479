// What a daemon found when it looked at a contract's repository.
import type { checkResult } from "@makima/protocol/mesh";
import type { z } from "zod";
import type { Tx } from "../db/database.ts";
import { appendEvents } from "../journal/journal.ts";
import type { ContractRow } from "./reader.ts";
import { locationOf } from "./repository-of.ts";
import { SET_CHECK_FAILED, SET_CHECK_OK } from "./writer.ts";

export type RepositoryCheck = {
  /** as it stands, locked by this transaction */
  contract: ContractRow;
  daemonId: string;
  outcome: z.infer<typeof checkResult>;
  /** what the daemon was asked to look at */
  asked: { path: string; baseBranch: string | null };
};

/**
 * False when the outcome says nothing about the contract as it stands: its check is settled already, or its base branch was changed after
 * the daemon was asked. A pending check then wants another command.
 */
export async function recordRepositoryCheck(tx: Tx, check: RepositoryCheck): Promise<boolean> {
  const { contract, daemonId, outcome, asked } = check;
  const isStale = asked.path !== locationOf(contract) || asked.baseBranch !== contract.baseBranch;
  if (contract.repositoryCheck !== "pending" || isStale) return false;
  const key = [contract.ownerId, contract.id];
  if (outcome.ok) {
    const { path, baseBranch, baseCommit } = outcome;
    const carried = outcome.carried == null ? null : JSON.stringify(outcome.carried);
    tx.send(SET_CHECK_OK, [...key, path, baseBranch, baseCommit, daemonId, carried]);
  } else {
    tx.send(SET_CHECK_FAILED, [...key, JSON.stringify(outcome.problem)]);
  }
  await appendEvents(tx, { ownerId: contract.ownerId, contractId: contract.id }, [
    {
      type: "contract.checked",
      actor: { kind: "daemon", id: daemonId },
      phase: contract.phase,
      data: outcome.ok
        ? {
            check: "ok",
            baseBranch: outcome.baseBranch,
            baseCommit: outcome.baseCommit,
            ...(outcome.carried == null ? {} : { carried: outcome.carried.filesChanged }),
          }
        : { check: "failed", problem: outcome.problem.message, code: outcome.problem.code },
    },
  ]);
  return true;
}
