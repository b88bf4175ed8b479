// Ends the tasks of contracts that are over: no task outlives its contract. Also closes the waits of tasks that have ended, and fails the
// contract of a supervisor that has failed.
import { bringAnswers, endWaits } from "../calls/calls.ts";
import { moveContract } from "../contracts/contracts.ts";
import { statement } from "../db/database.ts";
import { SERVER } from "../journal/journal.ts";
import { saveSupervisor } from "../supervisors/supervisors.ts";
import { finishTask, withTask } from "../tasks/tasks.ts";
import type { World } from "../world.ts";
import type { Reconciler } from "./reconciler.ts";

type Key = { ownerId: string; taskId: string };

const TO_END = statement(
  "tasks-to-end",
  `select t.owner_id as "ownerId", t.id as "taskId" from task t
   join contract c on c.owner_id = t.owner_id and c.id = t.contract_id
   where c.status in ('completed', 'failed', 'cancelled') and t.status not in ('done', 'failed', 'cancelled') limit 200`,
);
const LOOSE_WAITS = statement(
  "loose-waits",
  `select distinct w.owner_id as "ownerId", w.task_id as "taskId" from wait w
   join task t on t.owner_id = w.owner_id and t.id = w.task_id
   where w.ended_at is null and t.status in ('done', 'failed', 'cancelled') limit 200`,
);
const FAILED_SUPERVISORS = statement(
  "failed-supervisors",
  `select t.owner_id as "ownerId", t.id as "taskId" from task t
   join contract c on c.owner_id = t.owner_id and c.id = t.contract_id
   where t.kind = 'supervisor' and t.status = 'failed' and c.status in ('active', 'paused') limit 200`,
);

export const endTasks: Reconciler = {
  name: "end-tasks",
  isPatient: true,
  round: async (world) => {
    const failed = await world.db.rows<Key>(FAILED_SUPERVISORS, []);
    for (const key of failed) await failContract(world, key);
    const toEnd = await world.db.rows<Key>(TO_END, []);
    for (const key of toEnd) await endTask(world, key);
    const loose = await world.db.rows<Key>(LOOSE_WAITS, []);
    for (const key of loose) await endLooseWaits(world, key);
    return { did: failed.length + toEnd.length + loose.length };
  },
};

async function endLooseWaits(world: World, key: Key): Promise<void> {
  await withTask(world, key, async ({ tx, contract }) => {
    await endWaits(tx, key);
    await saveSupervisor(tx, { ownerId: key.ownerId, contractId: contract.id }, { actor: SERVER });
  });
}

async function failContract(world: World, key: Key): Promise<void> {
  await withTask(world, key, async ({ tx, contract, task }) => {
    if (contract.status !== "active" && contract.status !== "paused") return;
    const reason = "the supervisor failed; its task tells why";
    await moveContract(tx, { contract, command: "fail", actor: SERVER, data: { reason, taskId: task.id } });
    await saveSupervisor(
      tx,
      { ownerId: key.ownerId, contractId: contract.id },
      { actor: SERVER, errorMessage: reason },
    );
  });
}

async function endTask(world: World, key: Key): Promise<void> {
  await withTask(world, key, async (held) => {
    const { tx, contract, task } = held;
    // The answer that completed the contract is the result of a call that the agent still waits for.
    await bringAnswers(world, held);
    const isDone = contract.status === "completed" && task.kind === "supervisor";
    const finish = isDone
      ? { status: "done" as const, summary: "The contract is complete" }
      : { status: "cancelled" as const, reason: `the contract is ${contract.status}` };
    if (!(await finishTask(tx, { world, task, phase: contract.phase, actor: SERVER, finish }))) return;
    await saveSupervisor(tx, { ownerId: key.ownerId, contractId: contract.id }, { actor: SERVER });
  });
}
