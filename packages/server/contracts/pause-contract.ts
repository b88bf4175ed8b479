// Pauses a contract: turns may end, agents are parked, nothing new begins. A reconciler does it.
import type { Contract } from "@makima/protocol/contracts";
import type { Principal, World } from "../world.ts";
import { changeContract } from "./change-contract.ts";
import { moveContract } from "./move-contract.ts";

/** Throws NOT_FOUND, CONTRACT_STATUS or CONTRACT_OVER. */
export const pauseContract = (
  world: World,
  principal: Principal,
  { params: { id } }: { params: { id: string } },
): Promise<Contract> =>
  changeContract(world, {
    principal,
    id,
    change: async (tx, { contract, actor }) => {
      await moveContract(tx, { contract, command: "pause", actor, data: {} });
    },
  });
