// Cancels a contract. A reconciler ends its tasks; their work is kept.
import type { contractEndpoints } from "@makima/protocol/contracts";
import type { z } from "zod";
import { moveContract } from "../contracts/contracts.ts";
import { steerContract } from "./steer-contract.ts";

type Body = z.infer<typeof contractEndpoints.cancelContract.body>;

/** Throws NOT_FOUND or CONTRACT_OVER. */
export const cancelContract = steerContract<Body>(async (tx, { contract, actor, body: { reason } }) => {
  await moveContract(tx, {
    contract,
    command: "cancel",
    actor,
    data: reason === undefined ? {} : { reason },
  });
  return "Cancelled";
});
