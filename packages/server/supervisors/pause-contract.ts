// Pauses a contract: turns may end, agents are parked, nothing new begins. A reconciler does it.
import { moveContract } from "../contracts/contracts.ts";
import { steerContract } from "./steer-contract.ts";

/** Throws NOT_FOUND, CONTRACT_STATUS or CONTRACT_OVER. */
export const pauseContract = steerContract(async (tx, { contract, actor }) => {
  await moveContract(tx, { contract, command: "pause", actor, data: {} });
  return "Paused";
});
