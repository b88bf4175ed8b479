// Where work goes when a machine is away: who may take it over, and when a contract's branch gets another home.
import { recordHands } from "@makima/server/calls/calls";
import { addDaemon } from "@makima/testkit/contracts";
import {
  addHaving,
  asked,
  bundle,
  checkpoint,
  commit,
  hideMachines,
  loseMachine,
  placeOf,
} from "@makima/testkit/lost-machines";
import { beginSupervisor, beginWorker, call, commandsTo, look, type RunAt } from "@makima/testkit/runs";
import { createTestWorld } from "@makima/testkit/world";
import { beforeEach, expect, test } from "vitest";
import { expireLeases } from "./expire-leases.ts";
import { moveHomes } from "./move-homes.ts";

const of = await createTestWorld({ MAKIMA_LEASE_MS: "500" });
const { world, principal } = of;
const { ownerId } = principal;

beforeEach(() => hideMachines(of));

test("while the home's lease lives, nobody else gets its work", async () => {
  const run = await beginSupervisor(of);
  await loseMachine(of, run);
  await look(of, "update daemon set status = 'online', session = session + 1 where id = $1", [run.daemonId]);
  await addHaving(of, run);
  expect(await placeOf(of, run)).toBeNull();
});

test("one that was not asked for the repository gets nothing, one that has it does", async () => {
  const run = await beginSupervisor(of);
  await loseMachine(of, run);
  const other = await addDaemon(of, { status: "online" });
  expect(await placeOf(of, run)).toBeNull();
  await asked(of, run, { daemonId: other, isThere: true });
  expect(await placeOf(of, run)).toBe(other);
});

test("one that has not the repository gets the work when bundles hold it, and only behind one that has it", async () => {
  const run = await beginSupervisor(of);
  await checkpoint(of, run, 1);
  await loseMachine(of, run);
  const without = await addDaemon(of, { status: "online" });
  await asked(of, run, { daemonId: without, isThere: false });
  expect(await placeOf(of, run)).toBeNull();
  await bundle(of, run, 1);
  const having = await addHaving(of, run);
  await look(of, "update daemon set last_seen_at = app_now() where id = $1", [without]);
  expect(await placeOf(of, run)).toBe(having);
});

test("the same machine comes first, and one without the agent never", async () => {
  const run = await beginSupervisor(of);
  await loseMachine(of, run);
  const agentless = await addDaemon(of, { status: "online", agents: [] });
  const neighbour = await addDaemon(of, { status: "online" });
  const having = await addDaemon(of, { status: "online" });
  for (const daemonId of [agentless, having]) await asked(of, run, { daemonId, isThere: true });
  await look(
    of,
    "update daemon set machine = (select machine from daemon where id = $1) where id = any($2)",
    [run.daemonId, [neighbour, agentless]],
  );
  expect(await placeOf(of, run)).toBe(neighbour);
});

test("work stays where it went when the old home comes back", async () => {
  const run = await beginSupervisor(of);
  await loseMachine(of, run);
  const other = await addHaving(of, run);
  expect(await placeOf(of, run)).toBe(other);
  await loseMachine(of, { ...run, daemonId: world.ids.next() });
  await look(
    of,
    "update daemon set status = 'online', lease_until = app_now() + interval '1 hour' where id = $1",
    [run.daemonId],
  );
  expect(await placeOf(of, run)).toBe(other);
  expect(await commandsTo(of, run.daemonId, "start_run")).toHaveLength(1);
});

async function mergedWorker(boss: RunAt): Promise<RunAt> {
  const worker = await beginWorker(of, boss);
  await checkpoint(of, worker, 1);
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
  await asked(of, boss, { daemonId: other, isThere: true });
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
  await addHaving(of, boss);
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
  const other = await addHaving(of, run);
  await look(of, "update daemon set lease_until = app_now() - interval '1 second' where id = $1", [
    run.daemonId,
  ]);
  const reconciler = expireLeases(world);
  const round = async () => {
    await reconciler.round(world);
    return placeOf(of, run);
  };
  await expect.poll(round, { timeout: 20_000 }).toBe(other);
});
