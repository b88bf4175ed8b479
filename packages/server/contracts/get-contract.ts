// One contract.
import type { Contract } from "@makima/protocol/contracts";
import type { Principal, World } from "../world.ts";
import { viewContract } from "./view-contract.ts";

/** Throws NOT_FOUND, also for another owner's. */
export const getContract = (
  world: World,
  principal: Principal,
  { params }: { params: { id: string } },
): Promise<Contract> => viewContract(world.db, { ownerId: principal.ownerId, contractId: params.id });
