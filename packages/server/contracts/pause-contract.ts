// Pauses a contract: turns may end, agents are parked, nothing new begins. A reconciler does it.
import { changeContract } from "./change-contract.ts";
import { moveContract } from "./move-contract.ts";

/** Throws NOT_FOUND, CONTRACT_STATUS or CONTRACT_OVER. */
export const pauseContract = changeContract(async (tx, { contract, actor }) => {
  await moveContract(tx, { contract, command: "pause", actor, data: {} });
});
