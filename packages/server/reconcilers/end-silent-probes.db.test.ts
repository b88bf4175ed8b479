// An agent that does not come up, whichever task it is tried for: the tasks keep their tries and wait for a probe.
import type { Standing } from "@makima/testkit/contracts";
import {
  addReadyContracts,
  call,
  commandsTo,
  endTurn,
  look,
  loseAgent,
  type RunAt,
  rounds,
  send,
  startAssigned,
  taskOf,
} from "@makima/testkit/runs";
import { createTestWorld } from "@makima/testkit/world";
import { expect, test } from "vitest";
import { listDaemons } from "../daemons/daemons.ts";
import { readTask } from "../tasks/tasks.ts";
import { endSilentProbes } from "./end-silent-probes.ts";

type At = Standing & { daemonId: string };
type Broken = { daemonId: string; contracts: At[] };

// A pause that no test outlasts.
const of = await createTestWorld({ MAKIMA_BREAKER_PAUSE_MS: "100000" });
const { world, principal } = of;
const { ownerId } = principal;

async function addContracts(count: number): Promise<Broken> {
  const contracts = await addReadyContracts(of, count);
  return { contracts, daemonId: at(contracts, 0).daemonId };
}

const runOf = async (at: At): Promise<RunAt> => ({ ...at, epoch: (await taskOf(of, at.taskId)).epoch });
const failStart = async (at: At, reason: "agent_ended" | "handshake_failed" = "handshake_failed") =>
  send(of, await runOf(at), { kind: "run_ended", reason, detail: "no licence was found" });
const breaker = async ({ daemonId }: { daemonId: string }) =>
  (
    await look<{ status: string; openings: number; failed: string[]; pauseMs: number | null }>(
      of,
      `select status, openings, failed_task_ids::text[] as failed,
         extract(epoch from retry_at - last_failed_at)::float8 * 1000 as "pauseMs" from agent_breaker where daemon_id = $1`,
      [daemonId],
    )
  )[0];
const endPause = ({ daemonId }: { daemonId: string }) =>
  look(of, "update agent_breaker set retry_at = app_now() where daemon_id = $1 and status = 'open'", [
    daemonId,
  ]);
const endWaits = () => look(of, "update task set not_before = null");
const starts = async ({ daemonId }: { daemonId: string }) =>
  (await commandsTo(of, daemonId, "start_run")).length;
const at = (contracts: readonly At[], place: number): At => {
  const found = contracts[place];
  if (found === undefined) throw new Error(`there is no contract ${place}`);
  return found;
};

/** Three contracts whose agent did not come up for any of them, and one that has not begun. */
async function addOpen(): Promise<Broken> {
  const broken = await addContracts(4);
  const later = at(broken.contracts, 3);
  await look(of, "update task set not_before = app_now() + interval '1 hour' where id = $1", [later.taskId]);
  await rounds.assign(of);
  for (const each of broken.contracts.slice(0, 3)) await failStart(each);
  await endWaits();
  return broken;
}

test("three tasks that it does not come up for open it, and nothing is tried until the pause is over", async () => {
  const broken = await addOpen();
  expect(await breaker(broken)).toMatchObject({ status: "open", openings: 1 });
  await rounds.assign(of);
  expect(await starts(broken)).toBe(3);
  const [held] = await look<{ empty: number; crashes: number }>(
    of,
    "select empty_runs::int as empty, crashes::int from task where id = $1",
    [at(broken.contracts, 2).taskId],
  );
  expect(held).toEqual({ empty: 0, crashes: 0 });
});

test("people see it at the daemon's agent and at each task that it holds", async () => {
  const broken = await addOpen();
  const why = /scripted on a machine fails to start.*no licence was found/;
  const { items } = await listDaemons(world, principal, { query: { limit: 200 } });
  expect(items.find(({ id }) => id === broken.daemonId)?.agents).toMatchObject([
    { name: "scripted", ready: true, problem: expect.stringMatching(why) as unknown },
  ]);
  for (const place of [0, 3]) {
    const task = await readTask(world.db, { ownerId, taskId: at(broken.contracts, place).taskId });
    expect(task?.waitingFor).toEqual([
      {
        kind: "capacity",
        reason: expect.stringMatching(why) as unknown,
        until: expect.any(String) as unknown,
      },
    ]);
  }
});

test("one task is the probe; when it fails the pause is longer, and its tries are not burned", async () => {
  const broken = await addOpen();
  const before = (await breaker(broken))?.pauseMs ?? 0;
  await endPause(broken);
  await rounds.assign(of);
  expect(await starts(broken)).toBe(4);
  expect(await breaker(broken)).toMatchObject({ status: "probing" });
  await rounds.assign(of);
  expect(await starts(broken)).toBe(4);
  for (const each of broken.contracts)
    if ((await taskOf(of, each.taskId)).status === "starting") await failStart(each);
  expect(await breaker(broken)).toMatchObject({ status: "open", openings: 2 });
  expect((await breaker(broken))?.pauseMs ?? 0).toBeGreaterThan(before);
  const burned = await look(of, "select 1 from task where daemon_id = $1 and empty_runs > 1", [
    broken.daemonId,
  ]);
  expect(burned).toEqual([]);
});

test("a probe that says something lets all the others begin", async () => {
  const broken = await addOpen();
  await endPause(broken);
  await rounds.assign(of);
  const probe = await Promise.all(broken.contracts.map(runOf)).then((runs) =>
    Promise.all(runs.map(async (run) => ({ run, is: (await taskOf(of, run.taskId)).status === "starting" }))),
  );
  const run = probe.find(({ is }) => is)?.run;
  if (run === undefined) throw new Error("there is no probe");
  await send(of, run, { kind: "run_started", agentSession: null, worktreePath: "/w", rung: "new" });
  await endSilentProbes.round(world);
  expect(await breaker(broken)).toMatchObject({ status: "probing" });
  await call(of, run, { tool: "report_progress", input: { progress: 1, activity: "here" } });
  await endSilentProbes.round(world);
  expect(await breaker(broken)).toMatchObject({ status: "closed", openings: 0, failed: [] });
  await rounds.assign(of);
  expect(await starts(broken)).toBe(7);
});

test("a probe that is over before anybody looked has shown that the agent works", async () => {
  const broken = await addOpen();
  await endPause(broken);
  await rounds.assign(of);
  const [probe] = await look<{ id: string }>(
    of,
    "select probe_task_id as id from agent_breaker where daemon_id = $1",
    [broken.daemonId],
  );
  const found = broken.contracts.find(({ taskId }) => taskId === probe?.id);
  const run = await runOf(found ?? at(broken.contracts, 0));
  await send(of, run, { kind: "run_started", agentSession: null, worktreePath: "/w", rung: "new" });
  await call(of, run, { tool: "complete_contract", input: { summary: "done" } });
  await look(
    of,
    "update run set status = 'ended', ended_at = app_now(), end_reason = 'finished' where task_id = $1 and status <> 'ended'",
    [run.taskId],
  );
  await endSilentProbes.round(world);
  expect(await breaker(broken)).toMatchObject({ status: "closed" });
});

test("a probe that is cancelled makes way for another", async () => {
  const broken = await addOpen();
  await endPause(broken);
  await rounds.assign(of);
  await look(
    of,
    "update run set status = 'ended', ended_at = app_now(), end_reason = 'cancelled' where daemon_id = $1 and status = 'starting'",
    [broken.daemonId],
  );
  expect(await endSilentProbes.round(world)).toEqual({ did: 1 });
  expect(await breaker(broken)).toMatchObject({ status: "open", openings: 1 });
  await rounds.assign(of);
  expect(await starts(broken)).toBe(5);
});

test("a run that began after the first failure and works ends the row of them", async () => {
  const { daemonId, contracts } = await addContracts(4);
  const [first, second, third, fourth] = [0, 1, 2, 3].map((place) => at(contracts, place));
  if (!first || !second || !third || !fourth) throw new Error("there are four");
  await look(of, "update task set not_before = app_now() + interval '1 hour' where id = any($1)", [
    [third.taskId, fourth.taskId],
  ]);
  await rounds.assign(of);
  await failStart(first);
  await failStart(second);
  expect(await breaker({ daemonId })).toMatchObject({ failed: [first.taskId, second.taskId] });
  await look(of, "update task set not_before = null where id = $1", [third.taskId]);
  await endTurn(of, await startAssigned(of, third));
  expect(await breaker({ daemonId })).toMatchObject({ status: "closed", failed: [] });
  await look(of, "update task set not_before = null where id = $1", [fourth.taskId]);
  await rounds.assign(of);
  await failStart(fourth);
  expect(await breaker({ daemonId })).toMatchObject({ status: "closed", failed: [fourth.taskId] });
});

test("one task alone opens nothing: it is tried three times and fails", async () => {
  const { daemonId, contracts } = await addContracts(1);
  for (let n = 0; n < 3; n++) {
    await rounds.assign(of);
    await failStart(at(contracts, 0), "agent_ended");
    await endWaits();
  }
  expect((await taskOf(of, at(contracts, 0).taskId)).status).toBe("failed");
  expect(await breaker({ daemonId })).toMatchObject({ status: "closed" });
});

test("what was said before the end, or a worktree that cannot be made, is not the program's fault", async () => {
  const { daemonId, contracts } = await addContracts(3);
  await rounds.assign(of);
  for (const each of contracts) {
    const run = await runOf(each);
    await call(of, run, { tool: "report_progress", input: { progress: 1, activity: "here" } });
    await loseAgent(of, run);
  }
  await rounds.assign(of);
  for (const each of contracts)
    await send(of, await runOf(each), { kind: "run_ended", reason: "worktree_failed", detail: "no disk" });
  expect(await breaker({ daemonId })).toBeUndefined();
});
