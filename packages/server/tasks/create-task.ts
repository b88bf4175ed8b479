// Adds a task to an active contract for a person; its supervisor hears of it when it ends.
import { Refusal, refuseField } from "@makima/protocol/errors";
import type { NewTask, Task } from "@makima/protocol/tasks";
import { checkAgents, lockContract } from "../contracts/contracts.ts";
import { bell } from "../doorbell.ts";
import type { Actor } from "../journal/journal.ts";
import { saveSupervisor } from "../supervisors/supervisors.ts";
import type { Principal, World } from "../world.ts";
import { refuseUnknownCheckpoint, spawnTask } from "./spawn-task.ts";
import { tasksOfContract } from "./tasks-of-contract.ts";
import { viewTask } from "./view-task.ts";

/** Throws NOT_FOUND, VALIDATION, UNKNOWN_AGENT, CONTRACT_NOT_ACTIVE. */
export function createTask(world: World, principal: Principal, { body }: { body: NewTask }): Promise<Task> {
  const { ownerId, keyId } = principal;
  const actor: Actor = { kind: "person", id: keyId };
  return world.db.transaction(async (tx) => {
    const contract = await lockContract(tx, { ownerId, contractId: body.contractId });
    if (contract.status !== "active" || contract.supervisorTaskId === null) {
      throw new Refusal("CONTRACT_NOT_ACTIVE", `the contract is ${contract.status}`);
    }
    const known = new Set(
      (await tasksOfContract(tx, { ownerId, contractId: contract.id })).map(({ taskId }) => taskId),
    );
    const unknown = [...body.dependsOn, ...(body.baseOn === undefined ? [] : [body.baseOn.taskId])].find(
      (id) => !known.has(id),
    );
    if (unknown !== undefined) throw refuseField("dependsOn", `${unknown} is no task of this contract`);
    await refuseUnknownCheckpoint(tx, { ownerId, baseOn: body.baseOn });
    const agent = body.agent ?? contract.workerAgent;
    await checkAgents(tx, { ownerId, names: [agent] });
    const id = world.ids.next();
    await spawnTask(tx, {
      ids: world.ids,
      task: {
        id,
        contract,
        parentTaskId: contract.supervisorTaskId,
        name: body.name,
        plan: body.plan,
        kind: body.kind,
        agent,
        targetDaemonId: body.targetDaemonId ?? null,
        baseOn:
          body.baseOn === undefined
            ? null
            : { taskId: body.baseOn.taskId, checkpointId: body.baseOn.checkpointId ?? null },
        dependsOn: body.dependsOn,
        actor,
      },
    });
    await saveSupervisor(
      tx,
      { ownerId, contractId: contract.id },
      { actor, activity: `Spawned task ${body.name}` },
    );
    tx.onCommit(() => world.doorbell.ring(bell.contract(contract.id), bell.work));
    return viewTask(tx, { ownerId, taskId: id });
  });
}
