// Where work goes when a machine is away: who may take it over, what is left behind, and when a contract's branch gets another home.
import { recordHands } from "@makima/server/calls/calls";
import { addDaemon } from "@makima/testkit/contracts";
import {
  beginSupervisor,
  beginWorker,
  call,
  commandsTo,
  look,
  promptsOf,
  type RunAt,
  rounds,
  send,
  taskOf,
} from "@makima/testkit/runs";
import { createTestWorld } from "@makima/testkit/world";
import { beforeEach, expect, test } from "vitest";
import { expireLeases } from "./expire-leases.ts";
import { moveHomes } from "./move-homes.ts";

const of = await createTestWorld({ MAKIMA_LEASE_MS: "500" });
const { world, principal } = of;
const { ownerId } = principal;
const commit = (digit: string): string => digit.repeat(40);

beforeEach(async () => {
  // Machines of other tests are no candidates.
  await look(of, "update daemon set status = 'offline', lease_until = app_now() - interval '1 minute'");
});

async function loseMachine({ daemonId, taskId }: RunAt): Promise<void> {
  await look(of, "update daemon set status = 'offline' where id = $1", [daemonId]);
  await look(
    of,
    `update run set status = 'ended', ended_in_turn = true, idle_since = null, ended_at = app_now(), end_reason = 'task_reassignment'
     where task_id = $1 and status <> 'ended'`,
    [taskId],
  );
  await look(of, "update task set status = 'interrupted' where id = $1", [taskId]);
}

const checkpoint = (run: RunAt, number: number) =>
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
async function bundle(run: RunAt, number: number): Promise<void> {
  await look(of, "update checkpoint set bundled = true where task_id = $1 and number <= $2", [
    run.taskId,
    number,
  ]);
  await look(
    of,
    `insert into bundle (owner_id, id, contract_id, task_id, number, commit, daemon_id, parts, completed_at)
     values ($1, $2, $3, $4, $5, $6, $7, '[]', app_now())`,
    [ownerId, world.ids.next(), run.contractId, run.taskId, number, commit(String(number)), run.daemonId],
  );
}

/** It was asked for the contract's repository, and said yes or no. */
async function asked(daemonId: string, { contractId }: RunAt, isThere: boolean): Promise<void> {
  await look(
    of,
    `insert into command (owner_id, id, daemon_id, contract_id, kind, payload, acknowledged_at, result, finished_at)
     values ($1, $2, $3, $4, 'check_repository', '{}', app_now(), $5, app_now())`,
    [ownerId, world.ids.next(), daemonId, contractId, { ok: true, value: { ok: isThere } }],
  );
}

const placeOf = async (run: RunAt) => {
  await rounds.assign(of);
  const [row] = await look<{ daemon: string; status: string }>(
    of,
    "select daemon_id as daemon, status from task where id = $1",
    [run.taskId],
  );
  return row?.status === "starting" ? row.daemon : null;
};

test("while the home's lease lives, nobody else gets its work", async () => {
  const run = await beginSupervisor(of);
  await loseMachine(run);
  await look(of, "update daemon set status = 'online', session = session + 1 where id = $1", [run.daemonId]);
  const other = await addDaemon(of, { status: "online" });
  await asked(other, run, true);
  expect(await placeOf(run)).toBeNull();
});

test("one that was not asked for the repository gets nothing, one that has it does", async () => {
  const run = await beginSupervisor(of);
  await loseMachine(run);
  const other = await addDaemon(of, { status: "online" });
  expect(await placeOf(run)).toBeNull();
  await asked(other, run, true);
  expect(await placeOf(run)).toBe(other);
});

test("one that has not the repository gets the work when bundles hold it, and only behind one that has it", async () => {
  const run = await beginSupervisor(of);
  await checkpoint(run, 1);
  await loseMachine(run);
  const without = await addDaemon(of, { status: "online" });
  await asked(without, run, false);
  expect(await placeOf(run)).toBeNull();
  await bundle(run, 1);
  const having = await addDaemon(of, { status: "online" });
  await asked(having, run, true);
  await look(of, "update daemon set last_seen_at = app_now() where id = $1", [without]);
  expect(await placeOf(run)).toBe(having);
});

test("the same machine comes first, and one without the agent never", async () => {
  const run = await beginSupervisor(of);
  await loseMachine(run);
  const agentless = await addDaemon(of, { status: "online", agents: [] });
  const neighbour = await addDaemon(of, { status: "online" });
  const having = await addDaemon(of, { status: "online" });
  for (const daemonId of [agentless, having]) await asked(daemonId, run, true);
  await look(
    of,
    "update daemon set machine = (select machine from daemon where id = $1) where id = any($2)",
    [run.daemonId, [neighbour, agentless]],
  );
  expect(await placeOf(run)).toBe(neighbour);
});

test("what had not come is left behind, named to the agent, and its number is not used again", async () => {
  const run = await beginSupervisor(of);
  for (const number of [1, 2, 3]) await checkpoint(run, number);
  await bundle(run, 2);
  await loseMachine(run);
  const other = await addDaemon(of, { status: "online" });
  await asked(other, run, true);
  expect(await placeOf(run)).toBe(other);
  const [start] = await commandsTo(of, other, "start_run");
  expect(start).toMatchObject({
    ...{ checkpoint: { number: 2, commit: commit("2") }, lastCheckpoint: 3, isMoved: true, isHome: false },
  });
  const left = await look(
    of,
    "select number, left_on from checkpoint where task_id = $1 and left_on is not null",
    [run.taskId],
  );
  expect(left).toEqual([{ number: 3, left_on: run.daemonId }]);
  const [{ result } = { result: null }] = await look<{ result: string }>(
    of,
    "select result_commit as result from task where id = $1",
    [run.taskId],
  );
  expect(result).toBe(commit("2"));
  expect((await promptsOf(of, run.taskId)).at(-1)).toMatch(
    /Work after checkpoint 2 \(\S+Z\) is on machine a machine and not here\./,
  );
  expect((await taskOf(of, run.taskId)).restorations).toBe(1);
});

test("a checkpoint that was to be gone back to and stayed on a lost machine is not asked for elsewhere", async () => {
  const run = await beginSupervisor(of);
  for (const number of [1, 2]) await checkpoint(run, number);
  await bundle(run, 1);
  await look(
    of,
    "update task set restore_checkpoint_id = (select id from checkpoint where task_id = $1 and number = 2) where id = $1",
    [run.taskId],
  );
  await loseMachine(run);
  const other = await addDaemon(of, { status: "online" });
  await asked(other, run, true);
  expect(await placeOf(run)).toBe(other);
  const [start] = await commandsTo(of, other, "start_run");
  expect(start).toMatchObject({ checkpoint: { commit: commit("1") }, restoreTo: null, isMoved: true });
});

test("what a task has gone on without binds it to no drained daemon", async () => {
  const run = await beginSupervisor(of);
  await checkpoint(run, 1);
  await loseMachine(run);
  const [other, third] = [
    await addDaemon(of, { status: "online" }),
    await addDaemon(of, { status: "online" }),
  ];
  await asked(other, run, true);
  expect(await placeOf(run)).toBe(other);
  await look(of, "update daemon set drain_asked_at = app_now() where id = $1", [run.daemonId]);
  await loseMachine({ ...run, daemonId: other });
  await asked(third, run, true);
  expect(await placeOf(run)).toBe(third);
});

test("work stays where it went when the old home comes back", async () => {
  const run = await beginSupervisor(of);
  await loseMachine(run);
  const other = await addDaemon(of, { status: "online" });
  await asked(other, run, true);
  expect(await placeOf(run)).toBe(other);
  await loseMachine({ ...run, daemonId: world.ids.next() });
  await look(
    of,
    "update daemon set status = 'online', lease_until = app_now() + interval '1 hour' where id = $1",
    [run.daemonId],
  );
  expect(await placeOf(run)).toBe(other);
  expect(await commandsTo(of, run.daemonId, "start_run")).toHaveLength(1);
});

async function mergedWorker(boss: RunAt): Promise<RunAt> {
  const worker = await beginWorker(of, boss);
  await checkpoint(worker, 1);
  await call(of, worker, { tool: "complete_task", input: { summary: "done" } });
  return worker;
}

test("a merge that waits for a home that is away gets a new home, once, and the old one's word counts nothing", async () => {
  const boss = await beginSupervisor(of);
  const worker = await mergedWorker(boss);
  await call(of, boss, { tool: "merge_task", input: { taskId: worker.taskId }, key: "merge" });
  const [old] = await look<{ id: string }>(
    of,
    "select id from command where kind = 'merge' and daemon_id = $1",
    [boss.daemonId],
  );
  expect(await moveHomes.round(world)).toEqual({ did: 0 });
  await look(of, "update daemon set status = 'offline' where id = $1", [boss.daemonId]);
  const other = await addDaemon(of, { status: "online" });
  expect(await moveHomes.round(world), "nobody can have the repository").toEqual({ did: 0 });
  await asked(other, boss, true);
  expect(await moveHomes.round(world)).toEqual({ did: 1 });
  expect(await moveHomes.round(world)).toEqual({ did: 0 });

  const [before] = await commandsTo(of, boss.daemonId, "merge");
  const [after] = await commandsTo(of, other, "merge");
  expect(after?.["mergeId"]).toBe(before?.["mergeId"]);
  const done = (daemonId: string, commandId: string) =>
    recordHands(world, {
      ...{ ownerId, daemonId },
      record: {
        ...{ kind: "command_done", commandId },
        result: {
          ok: true,
          value: { merged: true, commit: commit("b"), delivered: null, undelivered: null },
        },
      },
    });
  await done(boss.daemonId, old?.id ?? "");
  const branchOf = () =>
    look(of, "select daemon_id, branch_commit from contract where id = $1", [boss.contractId]);
  expect(await branchOf()).toEqual([{ daemon_id: other, branch_commit: null }]);
  const [given] = await look<{ id: string }>(
    of,
    "select id from command where kind = 'merge' and daemon_id = $1",
    [other],
  );
  await done(other, given?.id ?? "");
  expect(await branchOf()).toEqual([{ daemon_id: other, branch_commit: commit("b") }]);
  const types = await look<{ type: string }>(
    of,
    "select type from event where contract_id = $1 and type in ('contract.home_moved', 'task.merged') order by number",
    [boss.contractId],
  );
  expect(types.map(({ type }) => type)).toEqual(["contract.home_moved", "task.merged"]);
});

test("merges that had not left the old home are not counted as merged any more, and the supervisor is told", async () => {
  const boss = await beginSupervisor(of);
  const worker = await mergedWorker(boss);
  await call(of, boss, { tool: "merge_task", input: { taskId: worker.taskId } });
  const [first] = await look<{ id: string }>(
    of,
    "select id from command where kind = 'merge' and daemon_id = $1",
    [boss.daemonId],
  );
  await recordHands(world, {
    ...{ ownerId, daemonId: boss.daemonId },
    record: {
      ...{ kind: "command_done", commandId: first?.id ?? "" },
      result: { ok: true, value: { merged: true, commit: commit("c"), delivered: null } },
    },
  });
  await call(of, boss, { tool: "get_task_diff", input: { taskId: worker.taskId } });
  await look(of, "update daemon set status = 'offline' where id = $1", [boss.daemonId]);
  const other = await addDaemon(of, { status: "online" });
  await asked(other, boss, true);
  expect(await moveHomes.round(world)).toEqual({ did: 1 });
  expect(await look(of, "select merged_commit from task where id = $1", [worker.taskId])).toEqual([
    { merged_commit: null },
  ]);
  const notices = await look<{ text: string }>(
    of,
    "select payload ->> 'text' as text from delivery where task_id = $1 and kind = 'notice'",
    [boss.taskId],
  );
  expect(notices.map(({ text }) => text)).toEqual([
    expect.stringContaining("not in the branch any more: a task."),
  ]);
});

test("a lease that is over lets go of the daemon, and its work moves in the same breath", async () => {
  const run = await beginSupervisor(of);
  const other = await addDaemon(of, { status: "online" });
  await asked(other, run, true);
  await look(of, "update daemon set lease_until = app_now() - interval '1 second' where id = $1", [
    run.daemonId,
  ]);
  const reconciler = expireLeases(world);
  const round = async () => {
    await reconciler.round(world);
    return placeOf(run);
  };
  await expect.poll(round, { timeout: 20_000 }).toBe(other);
});
