// Gives each contract that was started its supervisor: the task, its state, and the goal as what its first turn begins with.
import { attachSupervisorTask, awaitsBase, lockContract } from "../contracts/contracts.ts";
import { statement } from "../db/database.ts";
import { bell } from "../doorbell.ts";
import { SERVER } from "../journal/journal.ts";
import { openSupervisor } from "../supervisors/supervisors.ts";
import { spawnTask } from "../tasks/tasks.ts";
import type { World } from "../world.ts";
import type { Reconciler } from "./reconciler.ts";

const TO_BEGIN = statement(
  "contracts-to-begin",
  `select owner_id as "ownerId", id as "contractId" from contract c
   where c.status = 'active' and c.supervisor_task_id is null and not exists (select 1 from remote r
     where r.owner_id = c.owner_id and r.contract_id = c.id and r.base_fetched_at is null) limit 100`,
);

export const beginContracts: Reconciler = {
  name: "begin-contracts",
  round: async (world) => {
    const found = await world.db.rows<{ ownerId: string; contractId: string }>(TO_BEGIN, []);
    for (const key of found) await beginContract(world, key);
    return { did: found.length };
  },
};

async function beginContract(world: World, key: { ownerId: string; contractId: string }): Promise<void> {
  await world.db.transaction(async (tx) => {
    const contract = await lockContract(tx, key);
    if (contract.status !== "active" || contract.supervisorTaskId !== null) return;
    if (await awaitsBase(tx, key)) return;
    const taskId = world.ids.next();
    await spawnTask(tx, {
      ids: world.ids,
      task: {
        id: taskId,
        contract,
        parentTaskId: null,
        name: "supervisor",
        plan: contract.goal,
        kind: "supervisor",
        agent: contract.supervisorAgent,
        targetDaemonId: null,
        baseOn: null,
        dependsOn: [],
        actor: SERVER,
      },
    });
    await attachSupervisorTask(tx, { ...key, taskId });
    await openSupervisor(tx, { ...key, taskId, phase: contract.phase });
    tx.onCommit(() => world.doorbell.ring(bell.contract(key.contractId), bell.work));
  });
}
