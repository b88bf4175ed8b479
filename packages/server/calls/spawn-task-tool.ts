// spawn_task: a task for another agent, made in the transaction of the call.
import { isContractOver } from "@makima/core/contract";
import { Refusal, refuseField } from "@makima/protocol/errors";
import { checkAgents } from "../contracts/contracts.ts";
import { saveSupervisor } from "../supervisors/supervisors.ts";
import { refuseUnknownCheckpoint, spawnTask, tasksOfContract } from "../tasks/tasks.ts";
import { result, type Tool, type ToolContext } from "./tool.ts";
import { LINK_CALL } from "./writer.ts";

export const spawnTaskTool: Tool<"spawn_task"> = async (context, input) => {
  const { tx, world, contract, task, call, actor } = context;
  if (isContractOver(contract.status))
    throw new Refusal("CONTRACT_OVER", `the contract is ${contract.status}`);
  const baseOn = typeof input.baseOn === "string" ? { taskId: input.baseOn } : input.baseOn;
  const named = [...(input.dependsOn ?? []), ...(baseOn === undefined ? [] : [baseOn.taskId])];
  await refuseUnknownTasks(context, named);
  await refuseUnknownCheckpoint(tx, { ownerId: task.ownerId, baseOn });
  const agent =
    input.agent ??
    (input.kind === "reviewer" ? (contract.reviewer?.agent ?? contract.workerAgent) : contract.workerAgent);
  await checkAgents(tx, { ownerId: task.ownerId, names: [agent] });
  const id = world.ids.next();
  await spawnTask(tx, {
    ids: world.ids,
    task: {
      id,
      contract,
      parentTaskId: task.id,
      name: input.name,
      plan: input.plan,
      kind: input.kind ?? "worker",
      agent,
      targetDaemonId: null,
      baseOn:
        baseOn === undefined ? null : { taskId: baseOn.taskId, checkpointId: baseOn.checkpointId ?? null },
      dependsOn: input.dependsOn ?? [],
      actor,
    },
  });
  tx.send(LINK_CALL, [task.ownerId, call.id, null, id, null]);
  await saveSupervisor(
    tx,
    { ownerId: task.ownerId, contractId: contract.id },
    { actor, activity: `Spawned task ${input.name}` },
  );
  return result({ taskId: id });
};

async function refuseUnknownTasks({ tx, contract }: ToolContext, named: readonly string[]): Promise<void> {
  const known = new Set(
    (await tasksOfContract(tx, { ownerId: contract.ownerId, contractId: contract.id })).map(
      ({ taskId }) => taskId,
    ),
  );
  const unknown = named.find((id) => !known.has(id));
  if (unknown !== undefined) throw refuseField("dependsOn", `${unknown} is no task of this contract`);
}
