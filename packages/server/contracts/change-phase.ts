// Moves a contract to a later phase, by a person. A reconciler tells the supervisor, once.
import { decidePhase } from "@makima/core/contract";
import type { Contract } from "@makima/protocol/contracts";
import { Refusal } from "@makima/protocol/errors";
import type { Principal, World } from "../world.ts";
import { changeContract } from "./change-contract.ts";
import { setPhase } from "./set-phase.ts";

/** Throws NOT_FOUND, UNKNOWN_PHASE, CONTRACT_NOT_ACTIVE or PHASE_ORDER. */
export const changePhase = (
  world: World,
  principal: Principal,
  {
    params: { id },
    body: { phase, feedback },
  }: { params: { id: string }; body: { phase: string; feedback?: string | undefined } },
): Promise<Contract> =>
  changeContract(world, {
    principal,
    id,
    change: async (tx, { contract, actor }) => {
      const decision = decidePhase(contract, phase);
      if (!decision.ok && decision.code === "UNKNOWN_PHASE")
        throw new Refusal(decision.code, decision.message);
      if (contract.status !== "active") {
        throw new Refusal("CONTRACT_NOT_ACTIVE", `the contract is ${contract.status}`);
      }
      if (!decision.ok) throw new Refusal(decision.code, decision.message);
      await setPhase(tx, { contract, phase: decision.phase, actor, data: { feedback: feedback ?? null } });
    },
  });
