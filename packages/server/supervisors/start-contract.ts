// Starts a contract, or goes on with a paused one. A reconciler makes the supervisor's task.
import type { Contract } from "@makima/protocol/contracts";
import { Refusal } from "@makima/protocol/errors";
import { awaitContract, type ContractRow, moveContract, viewContract } from "../contracts/contracts.ts";
import type { Principal, World } from "../world.ts";
import { steerContract } from "./steer-contract.ts";

/** How long the answer waits for the supervisor's task. */
const TASK_PATIENCE_MS = 1_000;

/** Throws NOT_FOUND, CONTRACT_STATUS, CONTRACT_OVER, REPOSITORY_CHECK_PENDING or REPOSITORY_CHECK_FAILED. */
export async function startContract(
  world: World,
  principal: Principal,
  input: { params: { id: string } },
): Promise<Contract> {
  await beginContract(world, principal, { ...input, body: {} });
  const key = { ownerId: principal.ownerId, contractId: input.params.id };
  await awaitContract(world, {
    ...key,
    patienceMs: TASK_PATIENCE_MS,
    until: ({ supervisorTaskId }) => supervisorTaskId !== null,
  });
  return viewContract(world.db, key);
}

const beginContract = steerContract(async (tx, { contract, actor }) => {
  if (contract.status === "draft") refuseUnchecked(contract);
  await moveContract(tx, { contract, command: "start", actor, data: {} });
  return contract.status === "paused" ? "Goes on after a pause" : undefined;
});

function refuseUnchecked({ repositoryCheck, repositoryProblem }: ContractRow): void {
  if (repositoryCheck === "pending") {
    throw new Refusal("REPOSITORY_CHECK_PENDING", "no daemon has looked at the repository yet");
  }
  if (repositoryProblem !== null) {
    throw new Refusal("REPOSITORY_CHECK_FAILED", repositoryProblem.message, { problem: repositoryProblem });
  }
}
