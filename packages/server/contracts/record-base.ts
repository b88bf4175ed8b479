// The base of a contract that was started, as its remote has it now: the contract begins with it. Or why it could not be fetched: then it waits.
import type { checkResult } from "@makima/protocol/mesh";
import type { z } from "zod";
import type { Tx } from "../db/database.ts";
import { type Actor, appendEvents } from "../journal/journal.ts";
import { readRemote } from "./read-remote.ts";
import type { ContractRow } from "./reader.ts";
import { SET_BASE_FETCHED, SET_REMOTE_TROUBLE } from "./remote-writer.ts";
import { SET_BASE } from "./writer.ts";

/** The caller holds the contract. A second answer changes nothing. */
export async function recordBase(
  tx: Tx,
  fetched: { contract: ContractRow; daemonId: string; outcome: z.infer<typeof checkResult> },
): Promise<void> {
  const { contract, daemonId, outcome } = fetched;
  const { ownerId, id: contractId, phase } = contract;
  const remote = await readRemote(tx, { ownerId, contractId });
  if (remote === null || remote.isBaseFetched) return;
  const actor: Actor = { kind: "daemon", id: daemonId };
  if (outcome.ok) {
    const { baseBranch, baseCommit } = outcome;
    tx.send(SET_BASE, [ownerId, contractId, baseCommit, daemonId]);
    tx.send(SET_BASE_FETCHED, [ownerId, contractId]);
    const data = { check: "ok", baseBranch, baseCommit };
    await appendEvents(tx, { ownerId, contractId }, [{ type: "contract.checked", actor, phase, data }]);
    return;
  }
  const { problem } = outcome;
  tx.send(SET_REMOTE_TROUBLE, [ownerId, contractId, JSON.stringify(problem), null]);
  // It is tried again and again: the same trouble is told once.
  if (remote.problem?.code === problem.code) return;
  const told = `${problem.message} The contract begins when it can be fetched.`;
  const data = { check: "failed", problem: told, code: problem.code };
  await appendEvents(tx, { ownerId, contractId }, [{ type: "contract.checked", actor, phase, data }]);
}
