// change_phase, complete_contract, fail: what a supervisor does with its contract, asked of a person first where the contract says so.
import { decidePhase, isContractOver } from "@makima/core/contract";
import { Refusal } from "@makima/protocol/errors";
import { moveContract, setPhase } from "../contracts/contracts.ts";
import { saveSupervisor } from "../supervisors/supervisors.ts";
import { ask } from "./ask-question-tool.ts";
import { endOwnTask } from "./end-own-task.ts";
import { result, type Tool, type ToolContext } from "./tool.ts";

const CONFIRM = ["confirm", "revise"] as const;

export const changePhaseTool: Tool<"change_phase"> = async (context, input) => {
  const { tx, contract, task, actor } = context;
  refuseOver(context);
  const decision = decidePhase(contract, input.phase);
  if (!decision.ok) throw new Refusal(decision.code, decision.message);
  if (contract.phaseGuard) {
    return ask(context, {
      question: `Go on from ${contract.phase} to ${decision.phase}?`,
      choices: CONFIRM,
      choicesOnly: false,
      multiSelect: false,
      context: input.summary,
      questionType: "phase_confirmation",
      expiresInSeconds: null,
      purpose: { change: "phase", phase: decision.phase, summary: input.summary },
    });
  }
  await setPhase(tx, { contract, phase: decision.phase, actor, data: { summary: input.summary } });
  await saveSupervisor(
    tx,
    { ownerId: task.ownerId, contractId: contract.id },
    { actor, activity: `Phase changed to ${decision.phase}` },
  );
  return result({ changed: true, phase: decision.phase });
};

export const completeContractTool: Tool<"complete_contract"> = async (context, input) => {
  const { tx, contract, task, actor } = context;
  refuseOver(context);
  if (contract.phaseGuard) {
    return ask(context, {
      question: "Is the contract complete?",
      choices: CONFIRM,
      choicesOnly: false,
      multiSelect: false,
      context: input.summary,
      questionType: "contract_complete",
      expiresInSeconds: null,
      purpose: { change: "complete", summary: input.summary },
    });
  }
  await moveContract(tx, { contract, command: "complete", actor, data: { summary: input.summary } });
  await endOwnTask(context, { status: "done", summary: input.summary });
  await saveSupervisor(
    tx,
    { ownerId: task.ownerId, contractId: contract.id },
    { actor, activity: "The contract is complete", progress: 100 },
  );
  return result({ completed: true });
};

export const failTool: Tool<"fail"> = async (context, input) => {
  const { tx, contract, task, actor } = context;
  refuseOver(context);
  await moveContract(tx, { contract, command: "fail", actor, data: { reason: input.reason } });
  await endOwnTask(context, { status: "failed", error: input.reason });
  await saveSupervisor(
    tx,
    { ownerId: task.ownerId, contractId: contract.id },
    { actor, errorMessage: input.reason },
  );
  return result({ failed: true });
};

function refuseOver({ contract }: ToolContext): void {
  if (isContractOver(contract.status))
    throw new Refusal("CONTRACT_OVER", `the contract is ${contract.status}`);
}
