// What the loss of a run comes to: another try, the task's failure, or a person's decision.
import { eventsOf } from "@makima/testkit/events";
import {
  beginSupervisor,
  beginWorker,
  call,
  endTurn,
  look,
  loseAgent,
  type RunAt,
  resume,
  rounds,
  send,
  startAssigned,
  taskOf,
} from "@makima/testkit/runs";
import { createTestWorld } from "@makima/testkit/world";
import { expect, test } from "vitest";
import { readSupervisor } from "../supervisors/supervisors.ts";
import { readTask } from "./reader.ts";

const of = await createTestWorld({ MAKIMA_CRASHES_BEFORE_HOLD: "3" });
const { world, principal } = of;
const { ownerId } = principal;

const work = (at: RunAt) =>
  call(of, at, { tool: "report_progress", input: { progress: 1, activity: "busy" } });
const rowOf = async (taskId: string) =>
  (
    await look<{ crashes: number; empty: number; isHeld: boolean; pauseMs: number | null }>(
      of,
      `select crashes::int, empty_runs::int as empty, blocked is not null as "isHeld",
         extract(epoch from not_before - (select max(ended_at) from run where task_id = $1))::float8 * 1000 as "pauseMs"
       from task where id = $1`,
      [taskId],
    )
  )[0];

async function crash(at: RunAt, { isAtWork = true } = {}): Promise<RunAt> {
  if (isAtWork) await work(at);
  await loseAgent(of, at);
  const { status } = await taskOf(of, at.taskId);
  return status === "interrupted" ? startAssigned(of, at) : at;
}

test("an agent that works and ends again and again is held for a person, who can let it go on", async () => {
  let at = await beginSupervisor(of);
  for (let n = 0; n < 3; n++) at = await crash(at);
  await rounds.assign(of);
  expect(await taskOf(of, at.taskId)).toMatchObject({ status: "interrupted", epoch: 3, restorations: 2 });
  expect(await rowOf(at.taskId)).toMatchObject({ crashes: 3 });
  const told = expect.stringMatching(/ended 3 times in a row.*: it is gone/) as unknown;
  expect(await readSupervisor(world.db, { ownerId, contractId: at.contractId })).toMatchObject({
    state: "blocked",
    currentActivity: "Held for a person",
    errorMessage: told,
  });
  expect((await readTask(world.db, { ownerId, taskId: at.taskId }))?.waitingFor).toMatchObject([
    { kind: "person", reason: told },
  ]);
  expect(await eventsOf(of, at.contractId, "restoration.held")).toHaveLength(1);
  await resume(of, at.taskId);
  const again = await startAssigned(of, at);
  expect(again.epoch).toBe(4);
  expect(await rowOf(at.taskId)).toMatchObject({ crashes: 0, isHeld: false });
});

test("a turn that ends begins the count anew", async () => {
  let at = await beginSupervisor(of);
  for (let n = 0; n < 2; n++) at = await crash(at);
  expect(await rowOf(at.taskId)).toMatchObject({ crashes: 2 });
  await endTurn(of, at);
  expect(await rowOf(at.taskId)).toMatchObject({ crashes: 0, empty: 0 });
});

test("the pause before the next try doubles", async () => {
  const at = await beginSupervisor(of);
  const pauses: number[] = [];
  for (let n = 1; n <= 2; n++) {
    const run = n === 1 ? at : await startAssigned(of, at);
    await work(run);
    await send(of, run, { kind: "run_ended", reason: "agent_ended", detail: "gone" });
    pauses.push((await rowOf(at.taskId))?.pauseMs ?? 0);
    await look(of, "update task set not_before = null where id = $1", [at.taskId]);
  }
  expect(pauses[0]).toBeGreaterThanOrEqual(500);
  expect(pauses[1]).toBeGreaterThanOrEqual(1_000);
});

test("runs that a daemon's restart ended are nobody's crash", async () => {
  const at = await beginSupervisor(of);
  await work(at);
  await look(
    of,
    `update run set status = 'ended', ended_at = app_now(), end_reason = 'daemon_restart', ended_in_turn = true where task_id = $1`,
    [at.taskId],
  );
  await look(of, "update task set status = 'interrupted' where id = $1", [at.taskId]);
  const again = await startAssigned(of, at);
  expect(again.epoch).toBe(2);
  expect(await rowOf(at.taskId)).toMatchObject({ crashes: 0 });
});

test("three runs in a row without a word fail the task", async () => {
  let at = await beginWorker(of, await beginSupervisor(of));
  for (let n = 0; n < 3; n++) at = await crash(at, { isAtWork: false });
  expect(await taskOf(of, at.taskId)).toMatchObject({
    status: "failed",
    error: expect.stringMatching(/again and again[\s\S]*it is gone/) as unknown,
  });
});

test("a task that waits for its code before it ever ran is bound to no machine meanwhile, and is tried less and less often", async () => {
  let at = await beginWorker(of, await beginSupervisor(of));
  await look(of, "update run set started_at = null where task_id = $1", [at.taskId]);
  const placeOf = async () =>
    (
      await look<{ daemonId: string | null; pause: number }>(
        of,
        `select daemon_id as "daemonId", round(extract(epoch from not_before - app_now()))::int as pause from task where id = $1`,
        [at.taskId],
      )
    )[0];
  const missing = { kind: "run_ended", reason: "bundle_missing", detail: "No bundle holds it." } as const;
  await send(of, at, missing);
  expect(await placeOf()).toEqual({ daemonId: null, pause: 2 });
  await look(of, "update task set not_before = null where id = $1", [at.taskId]);
  at = await startAssigned(of, at);
  await send(of, at, missing);
  expect(await placeOf()).toMatchObject({ daemonId: expect.any(String) as unknown, pause: 4 });
});

test("a run that waits for a bundle is tried again for as long as that takes", async () => {
  let at = await beginWorker(of, await beginSupervisor(of));
  for (let n = 0; n < 4; n++) {
    await send(of, at, { kind: "run_ended", reason: "bundle_missing", detail: "No bundle holds it." });
    await look(of, "update task set not_before = null where id = $1", [at.taskId]);
    at = await startAssigned(of, at);
  }
  expect(await rowOf(at.taskId)).toMatchObject({ crashes: 0, empty: 0 });
  expect(await taskOf(of, at.taskId)).toMatchObject({ status: "running", epoch: 5 });
});
