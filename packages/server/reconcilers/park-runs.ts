// Parks agents that have nothing to do: the wait remains as a row, the process may go. Those of a paused contract and of a daemon that is
// drained are parked at once.
import { sendCommand } from "../daemons/daemons.ts";
import { statement } from "../db/database.ts";
import { SERVER } from "../journal/journal.ts";
import { saveSupervisor } from "../supervisors/supervisors.ts";
import { endRun, liveRun, withTask } from "../tasks/tasks.ts";
import type { World } from "../world.ts";
import type { Reconciler } from "./reconciler.ts";

type Key = { ownerId: string; taskId: string };
type Idle = Key & { isDrained: boolean };

const IDLE = statement(
  "idle-runs",
  `select r.owner_id as "ownerId", r.task_id as "taskId", d.drain_asked_at is not null as "isDrained" from run r
   join task t on t.owner_id = r.owner_id and t.id = r.task_id
   join contract c on c.owner_id = t.owner_id and c.id = t.contract_id
   join daemon d on d.owner_id = r.owner_id and d.id = r.daemon_id
   where r.status = 'idle' and t.status = 'waiting'
     and (c.status = 'paused' or d.drain_asked_at is not null or r.idle_since < app_now() - make_interval(secs => $1::float8 / 1000)) limit 200`,
);

// Turns of a paused contract may end by themselves for a while; then they are interrupted.
const IS_OVERDUE = `from run r
   join task t on t.owner_id = r.owner_id and t.id = r.task_id
   join contract c on c.owner_id = t.owner_id and c.id = t.contract_id
   where r.status = 'turning' and c.status = 'paused' and c.updated_at < app_now() - interval '10 seconds'
     and not exists (select 1 from command k where k.owner_id = r.owner_id and k.task_id = r.task_id and k.epoch = r.epoch
       and k.kind = 'cancel_turn' and k.created_at > c.updated_at)`;

const OVERDUE_TURNS = statement(
  "turns-of-paused-contracts",
  `select r.owner_id as "ownerId", r.task_id as "taskId" ${IS_OVERDUE} limit 200`,
);
// Asked again under the locks: another server may have interrupted it.
const STILL_OVERDUE = statement(
  "is-turn-of-paused-contract",
  `select r.epoch::int, r.daemon_id as "daemonId" ${IS_OVERDUE} and r.owner_id = $1 and r.task_id = $2`,
);

export const parkRuns: Reconciler = {
  name: "park-runs",
  isPatient: true,
  round: async (world) => {
    const idle = await world.db.rows<Idle>(IDLE, [world.config.parkAfterMs]);
    for (const key of idle) await park(world, key);
    const turning = await world.db.rows<Key>(OVERDUE_TURNS, []);
    for (const key of turning) await cancelTurn(world, key);
    return { did: idle.length + turning.length };
  },
};

async function park(world: World, { isDrained, ...key }: Idle): Promise<void> {
  await withTask(world, key, async ({ tx, contract, task }) => {
    const run = await liveRun(tx, key);
    if (run?.status !== "idle") return;
    await endRun(tx, {
      world,
      task,
      phase: contract.phase,
      reason: contract.status === "paused" ? "paused" : isDrained ? "drained" : "parked",
    });
    await saveSupervisor(tx, { ownerId: key.ownerId, contractId: contract.id }, { actor: SERVER });
  });
}

async function cancelTurn(world: World, key: Key): Promise<void> {
  await withTask(world, key, async ({ tx, contract, task }) => {
    const run = await tx.row<{ epoch: number; daemonId: string | null }>(STILL_OVERDUE, [
      key.ownerId,
      key.taskId,
    ]);
    if (run === null || run.daemonId === null) return;
    await sendCommand(tx, {
      world,
      to: { ownerId: key.ownerId, daemonId: run.daemonId, contractId: contract.id },
      command: { kind: "cancel_turn", taskId: task.id, epoch: run.epoch, reason: "the contract is paused" },
    });
  });
}
