// What came of bringing a contract's branch to the person: it is there, or why it is not.
import type { Delivery } from "@makima/protocol/deliveries";
import type { Tx } from "../db/database.ts";
import { type Actor, appendEvents } from "../journal/journal.ts";
import { readRemote } from "./read-remote.ts";
import type { ContractRow } from "./reader.ts";
import { SET_PUSHED, SET_REMOTE_TROUBLE } from "./remote-writer.ts";

/** The caller holds the contract. The same outcome again is no news. */
export async function recordDelivery(
  tx: Tx,
  { contract, actor, delivery }: { contract: ContractRow; actor: Actor; delivery: Delivery },
): Promise<void> {
  const { ownerId, id: contractId, phase, branch } = contract;
  const remote = await readRemote(tx, { ownerId, contractId });
  const { commit } = delivery;
  if (delivery.delivered) {
    if (remote !== null) tx.send(SET_PUSHED, [ownerId, contractId, commit]);
    if (remote?.pushedCommit === commit) return;
    const { ref, note, remote: url } = delivery;
    const data = { branch, ref, note, commit, ...(url === null ? {} : { remote: url }) };
    await appendEvents(tx, { ownerId, contractId }, [{ type: "contract.delivered", actor, phase, data }]);
    return;
  }
  const { problem, isRejected } = delivery;
  if (remote !== null) {
    const trouble = [JSON.stringify(problem), isRejected ? commit : null];
    tx.send(SET_REMOTE_TROUBLE, [ownerId, contractId, ...trouble]);
    if (remote.problem?.code === problem.code && !isRejected) return;
  }
  const data = { branch, reason: problem.message, code: problem.code, commit };
  await appendEvents(tx, { ownerId, contractId }, [{ type: "contract.undelivered", actor, phase, data }]);
}
