// Machines that are lost, what of their work is bundled, and where it goes on: rows for tests of failover.
import { addDaemon } from "./contracts.ts";
import { beginSupervisor, look, type RunAt, rounds, send } from "./runs.ts";
import type { TestWorld } from "./world.ts";

export const commit = (digit: string): string => digit.repeat(40);

/** A world whose tests see no machines of each other: whatever was there is away. */
export const hideMachines = (of: TestWorld): Promise<unknown> =>
  look(of, "update daemon set status = 'offline', lease_until = app_now() - interval '1 minute'");

/** Its lease is over and its run with it. */
export async function loseMachine(of: TestWorld, { daemonId, taskId }: RunAt): Promise<void> {
  await look(of, "update daemon set status = 'offline' where id = $1", [daemonId]);
  await look(
    of,
    `update run set status = 'ended', ended_in_turn = true, idle_since = null, ended_at = app_now(), end_reason = 'task_reassignment'
     where task_id = $1 and status <> 'ended'`,
    [taskId],
  );
  await look(of, "update task set status = 'interrupted' where id = $1", [taskId]);
}

/** Made there, and no bundle of it anywhere. */
export const checkpoint = (of: TestWorld, run: RunAt, number: number) =>
  send(of, run, {
    kind: "checkpoint",
    checkpoint: {
      ...{
        number,
        commit: commit(String(number)),
        tree: commit("a"),
        message: "m",
        reason: "asked",
        warnings: [],
      },
      ...{ filesChanged: 1, linesAdded: 1, linesRemoved: 0 },
    },
  });

/** As if its bundles up to this number had come. */
export async function bundle(of: TestWorld, run: RunAt, number: number): Promise<void> {
  const { world, principal } = of;
  await look(of, "update checkpoint set bundled = true where task_id = $1 and number <= $2", [
    run.taskId,
    number,
  ]);
  await look(
    of,
    `insert into bundle (owner_id, id, contract_id, task_id, number, commit, daemon_id, parts, completed_at)
     values ($1, $2, $3, $4, $5, $6, $7, '[]', app_now())`,
    [
      principal.ownerId,
      world.ids.next(),
      run.contractId,
      run.taskId,
      number,
      commit(String(number)),
      run.daemonId,
    ],
  );
}

/** It was asked for the contract's repository, and said yes or no. */
export async function asked(
  of: TestWorld,
  { contractId }: RunAt,
  { daemonId, isThere }: { daemonId: string; isThere: boolean },
): Promise<void> {
  const { world, principal } = of;
  await look(
    of,
    `insert into command (owner_id, id, daemon_id, contract_id, kind, payload, acknowledged_at, result, finished_at)
     values ($1, $2, $3, $4, 'check_repository', '{}', app_now(), $5, app_now())`,
    [principal.ownerId, world.ids.next(), daemonId, contractId, { ok: true, value: { ok: isThere } }],
  );
}

/** Its second checkpoint has no bundle. */
export async function beginAhead(of: TestWorld): Promise<RunAt> {
  const run = await beginSupervisor(of);
  for (const number of [1, 2]) await checkpoint(of, run, number);
  await bundle(of, run, 1);
  return run;
}

/** A machine that was asked for the repository, and has it. */
export async function addHaving(of: TestWorld, run: RunAt): Promise<string> {
  const daemonId = await addDaemon(of, { status: "online" });
  await asked(of, run, { daemonId, isThere: true });
  return daemonId;
}

/** The daemon where a round has it begin; null: nowhere. */
export async function placeOf(of: TestWorld, run: RunAt): Promise<string | null> {
  await rounds.assign(of);
  const [row] = await look<{ daemon: string; status: string }>(
    of,
    "select daemon_id as daemon, status from task where id = $1",
    [run.taskId],
  );
  return row?.status === "starting" ? row.daemon : null;
}
