// Moves a contract to a later phase, by a person. A reconciler tells the supervisor, once.

import { decidePhase } from "@makima/core/contract";
import type { contractEndpoints } from "@makima/protocol/contracts";
import { Refusal } from "@makima/protocol/errors";
import type { z } from "zod";
import { setPhase } from "../contracts/contracts.ts";
import { steerContract } from "./steer-contract.ts";

type Body = z.infer<typeof contractEndpoints.changePhase.body>;

/** Throws NOT_FOUND, UNKNOWN_PHASE, CONTRACT_NOT_ACTIVE or PHASE_ORDER. */
export const changePhase = steerContract<Body>(async (tx, { contract, actor, body: { phase, feedback } }) => {
  const decision = decidePhase(contract, phase);
  if (!decision.ok && decision.code === "UNKNOWN_PHASE") throw new Refusal(decision.code, decision.message);
  if (contract.status !== "active") {
    throw new Refusal("CONTRACT_NOT_ACTIVE", `the contract is ${contract.status}`);
  }
  if (!decision.ok) throw new Refusal(decision.code, decision.message);
  await setPhase(tx, { contract, phase: decision.phase, actor, data: { feedback: feedback ?? null } });
  return `Phase changed to ${decision.phase}`;
});
