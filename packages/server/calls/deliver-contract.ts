// A person has a contract's branch brought to them: pushed to the URL, or fetched into the repository at its path. The home's hands do it.
import { type Delivery, deliveryShape } from "@makima/protocol/deliveries";
import { Refusal } from "@makima/protocol/errors";
import type { MeshCommand } from "@makima/protocol/mesh";
import { type ContractRow, lockContract, repositoryOf } from "../contracts/contracts.ts";
import { awaitHands, sendCommand } from "../daemons/daemons.ts";
import { Pending } from "../pending.ts";
import type { Principal, World } from "../world.ts";

/** Throws NOT_FOUND, NOTHING_TO_DELIVER, NO_DAEMON, DAEMON_FAILED. What the remote refuses is an answer. */
export async function deliverContract(
  world: World,
  { ownerId }: Principal,
  { params }: { params: { id: string } },
): Promise<Delivery | Pending> {
  const { operationId } = await world.db.transaction(async (tx) => {
    const contract = await lockContract(tx, { ownerId, contractId: params.id });
    const { daemonId } = contract;
    const command = deliverCommand(contract);
    if (daemonId === null) throw new Refusal("NO_DAEMON", "no daemon has the contract's branch");
    const id = await sendCommand(tx, {
      world,
      to: { ownerId, daemonId, contractId: contract.id },
      command,
    });
    return new Pending(id);
  });
  const value = await awaitHands(world, { ownerId, operationId });
  return value instanceof Pending ? value : deliveryShape.parse(value);
}

/** Throws NOTHING_TO_DELIVER. */
export function deliverCommand(contract: ContractRow): Extract<MeshCommand, { kind: "deliver" }> {
  const { branchCommit } = contract;
  if (branchCommit === null) {
    throw new Refusal("NOTHING_TO_DELIVER", "nothing was merged into the contract's branch yet");
  }
  return {
    kind: "deliver",
    contractId: contract.id,
    contractBranch: contract.branch,
    branchCommit,
    repository: repositoryOf(contract),
  };
}
