// Cancels a contract. A reconciler ends its tasks; their work is kept.
import type { Contract } from "@makima/protocol/contracts";
import type { Principal, World } from "../world.ts";
import { changeContract } from "./change-contract.ts";
import { moveContract } from "./move-contract.ts";

/** Throws NOT_FOUND or CONTRACT_OVER. */
export const cancelContract = (
  world: World,
  principal: Principal,
  { params: { id }, body: { reason } }: { params: { id: string }; body: { reason?: string | undefined } },
): Promise<Contract> =>
  changeContract(world, {
    principal,
    id,
    change: async (tx, { contract, actor }) => {
      const data = reason === undefined ? {} : { reason };
      await moveContract(tx, { contract, command: "cancel", actor, data });
    },
  });
