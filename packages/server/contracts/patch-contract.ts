// Changes what a person may still change of a contract: its goal and base branch only while it is a draft.
import { isContractOver } from "@makima/core/contract";
import type { ContractPatch } from "@makima/protocol/contracts";
import { Refusal } from "@makima/protocol/errors";
import { appendEvents } from "../journal/journal.ts";
import { changeContract } from "./change-contract.ts";
import { checkAgents } from "./check-agents.ts";
import { refusePush } from "./read-location.ts";
import type { ContractRow } from "./reader.ts";
import { CHANGE_CONTRACT } from "./writer.ts";

/** Naming `repository`, be it empty, has it checked again. Throws NOT_FOUND, UNKNOWN_AGENT, CONTRACT_STATUS or CONTRACT_OVER. */
export const patchContract = changeContract<ContractPatch>(async (tx, { contract, actor, body: patch }) => {
  const fields = Object.entries(patch)
    .filter(([, value]) => value !== undefined)
    .map(([field]) => field);
  refuseUnfit(contract, patch);
  const { ownerId } = contract;
  if (patch.agentOptions !== undefined)
    await checkAgents(tx, { ownerId, names: [], options: patch.agentOptions });
  if (fields.length === 0) return;
  const budget = patch.budget === undefined ? contract.budget : patch.budget;
  tx.send(CHANGE_CONTRACT, [
    contract.ownerId,
    contract.id,
    patch.name ?? contract.name,
    patch.goal ?? contract.goal,
    patch.repository?.baseBranch ?? contract.baseBranch,
    patch.phaseGuard ?? contract.phaseGuard,
    budget === null ? null : JSON.stringify(budget),
    patch.priority ?? contract.priority,
    patch.repository !== undefined,
    patch.setup === undefined ? contract.setup : patch.setup,
    patch.teardown === undefined ? contract.teardown : patch.teardown,
    patch.delivery ?? contract.delivery,
    JSON.stringify(patch.agentOptions ?? contract.agentOptions),
  ]);
  await appendEvents(tx, { ownerId: contract.ownerId, contractId: contract.id }, [
    { type: "contract.changed", actor, phase: contract.phase, data: { fields } },
  ]);
});

function refuseUnfit(contract: ContractRow, patch: ContractPatch): void {
  if (patch.delivery === "push" && contract.repositoryUrl === null) throw refusePush();
  if (isContractOver(contract.status)) {
    throw new Refusal("CONTRACT_OVER", `the contract is ${contract.status}`);
  }
  if (contract.status !== "draft" && (patch.goal !== undefined || patch.repository !== undefined)) {
    throw new Refusal(
      "CONTRACT_STATUS",
      "the goal and the base branch change only while the contract is a draft",
    );
  }
}
