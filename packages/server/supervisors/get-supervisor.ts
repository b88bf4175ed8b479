// The state of a contract's supervisor.
import { Refusal } from "@makima/protocol/errors";
import type { Supervisor } from "@makima/protocol/supervisors";
import { loadContract } from "../contracts/contracts.ts";
import type { Principal, World } from "../world.ts";
import { readSupervisor } from "./reader.ts";

/** Throws NOT_FOUND, or NO_SUPERVISOR_STATE before its first run. */
export async function getSupervisor(
  world: World,
  principal: Principal,
  { params }: { params: { id: string } },
): Promise<Supervisor> {
  const of = { ownerId: principal.ownerId, contractId: params.id };
  const supervisor = await readSupervisor(world.db, of);
  if (supervisor !== null) return supervisor;
  await loadContract(world.db, of);
  throw new Refusal("NO_SUPERVISOR_STATE", "the contract has no supervisor yet");
}
