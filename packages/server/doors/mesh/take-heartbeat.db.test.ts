// Heartbeats: the last one of each run is kept, a late one changes nothing, and the state is never set by one.
import type { Agent } from "@makima/protocol/daemons";
import { READY_AGENT } from "@makima/testkit/contracts";
import {
  addReadyContract,
  beginSupervisor,
  beginWorker,
  call,
  look,
  type RunAt,
  rounds,
  startAssigned,
} from "@makima/testkit/runs";
import { createTestWorld } from "@makima/testkit/world";
import { expect, test } from "vitest";
import type { Session } from "../../daemons/daemons.ts";
import { getSupervisor, heartbeatOf, readSupervisor } from "../../supervisors/supervisors.ts";
import { interruptRun, viewTask, withTask } from "../../tasks/tasks.ts";
import { parseFrame } from "./parse-frame.ts";
import { takeHeartbeat } from "./take-heartbeat.ts";

const of = await createTestWorld();
const { world, principal } = of;
const { ownerId } = principal;

const sessionOf = ({ daemonId }: RunAt): Session => ({
  name: "a machine",
  ownerId,
  daemonId,
  bootId: daemonId,
  session: 0,
  stopped: "daemon_restart",
});

const FRAME = { kind: "heartbeat", sentAtMs: 0, strain: null, processes: 1 } as const;

type Said = { version: number; epoch?: number; progress?: number; pendingTaskIds?: string[] };

function beat(at: RunAt, said: Said | null, isWhole = false) {
  const plain = { activity: "Reads", progress: 0, pendingTaskIds: [] };
  const runs = said === null ? [] : [{ taskId: at.taskId, epoch: at.epoch, ...plain, ...said }];
  return takeHeartbeat(world, sessionOf(at), { ...FRAME, isWhole, runs });
}

const stateOf = async ({ contractId }: RunAt) => {
  const supervisor = await readSupervisor(world.db, { ownerId, contractId });
  if (supervisor === null) throw new Error("there is none");
  return supervisor;
};
const kept = ({ taskId }: RunAt) => heartbeatOf(world.db, { ownerId, taskId });

test("it moves the last activity and nothing else, and is kept beside the state", async () => {
  const at = await beginSupervisor(of);
  await call(of, at, { tool: "report_progress", input: { progress: 30, activity: "Plans" } });
  const { lastActivity: before, ...rest } = await stateOf(at);
  expect(await beat(at, { version: 1, progress: 90 })).toEqual([]);
  const { lastActivity: after, ...same } = await stateOf(at);
  expect(same).toEqual(rest);
  expect(after > before).toBe(true);
  const shown = await getSupervisor(world, principal, { params: { id: at.contractId } });
  expect(shown).toMatchObject({
    progress: 30,
    currentActivity: "Plans",
    heartbeat: { epoch: 1, version: 1, activity: "Reads", progress: 90, pendingTaskIds: [] },
  });
});

test("agents that are otherwise than before are known from then on, and a task says what keeps its own from starting", async () => {
  const at = await addReadyContract(of);
  const run = { ...at, epoch: 0 };
  const missing = { ...READY_AGENT, ready: false, problem: "scripted is not logged in. Log in." };
  const tell = (agents: Agent[]) =>
    takeHeartbeat(world, sessionOf(run), { ...FRAME, isWhole: false, runs: [], agents });
  await tell([missing]);
  await beat(run, null);
  await rounds.assign(of);
  const { status, waitingFor } = await viewTask(world.db, { ownerId, taskId: at.taskId });
  expect(status).toBe("pending");
  expect(waitingFor).toMatchObject([
    {
      kind: "capacity",
      reason: expect.stringMatching(/^on .+: scripted is not logged in\. Log in\.$/) as string,
    },
  ]);
  await tell([READY_AGENT]);
  await rounds.assign(of);
  expect((await viewTask(world.db, { ownerId, taskId: at.taskId })).status).toBe("starting");
});

test("one with nothing new, an older version and an older epoch change nothing", async () => {
  const first = await beginSupervisor(of);
  await withTask(world, { ownerId, taskId: first.taskId }, ({ tx, task }) =>
    interruptRun(tx, { task, phase: "plan", epoch: 1, reason: "manual", detail: null }),
  );
  const at = await startAssigned(of, first);
  expect(at.epoch).toBe(2);
  await beat(at, { version: 5, progress: 50 });
  const [known, state] = [await kept(at), await stateOf(at)];
  for (const late of [null, { version: 5 }, { version: 4 }, { version: 9, epoch: 1 }]) await beat(at, late);
  expect(await kept(at)).toEqual(known);
  expect(await stateOf(at)).toEqual(state);
  expect(known).toMatchObject({ epoch: 2, version: 5, progress: 50 });
});

test("the same daemon's other runs keep theirs, and a whole one forgets what is over", async () => {
  const boss = await beginSupervisor(of);
  const worker = await beginWorker(of, boss);
  await beat(boss, { version: 3 });
  const { lastActivity } = await stateOf(boss);
  await beat(worker, { version: 1, progress: 10 });
  expect((await stateOf(boss)).lastActivity).toBe(lastActivity);
  expect(await kept(boss)).toMatchObject({ version: 3 });
  expect(await kept(worker)).toMatchObject({ version: 1, progress: 10 });
  await call(of, worker, { tool: "complete_task", input: { summary: "It is made" } });
  await beat(boss, { version: 4 }, true);
  expect(await kept(worker)).toBeNull();
  expect(await kept(boss)).toMatchObject({ version: 4 });
});

test("a whole one is told which of its runs are over", async () => {
  const at = await beginSupervisor(of);
  await withTask(world, { ownerId, taskId: at.taskId }, ({ tx, task }) =>
    interruptRun(tx, { task, phase: "plan", epoch: 1, reason: "task_reassignment", detail: null }),
  );
  expect(await beat(at, { version: 1 }, true)).toEqual([{ taskId: at.taskId, epoch: 1 }]);
  const { lastActivity } = await stateOf(at);
  await beat(at, { version: 2 });
  expect((await stateOf(at)).lastActivity).toBe(lastActivity);
});

test("what a daemon knew beyond the rows is a difference, what the rows know beyond it is none", async () => {
  const at = await beginSupervisor(of);
  const worker = await beginWorker(of, at);
  await call(of, at, { tool: "report_progress", input: { progress: 30, activity: "Plans" } });
  await call(of, at, { tool: "wait_for_tasks", input: { taskIds: [worker.taskId] } });
  await beat(at, { version: 1, progress: 30, pendingTaskIds: [worker.taskId] });
  expect(await kept(at)).toMatchObject({ differs: [] });
  await beat(at, { version: 2, progress: 70, pendingTaskIds: [at.taskId] });
  expect(await kept(at)).toMatchObject({ differs: ["progress", "pendingTaskIds"] });
  await call(of, at, { tool: "report_progress", input: { progress: 80, activity: "Goes on" } });
  expect(await kept(at)).toMatchObject({ differs: ["pendingTaskIds"] });
});

test("it does not end a wait, and an ended session's one is refused", async () => {
  const at = await beginSupervisor(of);
  const worker = await beginWorker(of, at);
  await call(of, at, { tool: "wait_for_tasks", input: { taskIds: [worker.taskId] } });
  await beat(at, { version: 1 });
  expect((await stateOf(at)).pendingTaskIds).toEqual([worker.taskId]);
  await look(of, "update daemon set session = 1 where id = $1", [at.daemonId]);
  expect(await beat(at, { version: 2 })).toBeNull();
  expect(await kept(at)).toMatchObject({ version: 1 });
});

test("another owner's task has no heartbeat, and a daemon of theirs moves nothing", async () => {
  const at = await beginSupervisor(of);
  await beat(at, { version: 1 });
  const other = await of.newOwner();
  expect(await heartbeatOf(world.db, { ownerId: other.ownerId, taskId: at.taskId })).toBeNull();
  const stranger = await beginSupervisor({ ...of, principal: other });
  const { lastActivity } = await stateOf(at);
  const runs = [{ ...at, version: 9, activity: "", progress: 0, pendingTaskIds: [] }];
  const theirs = { ...sessionOf(stranger), ownerId: other.ownerId };
  await takeHeartbeat(world, theirs, { ...FRAME, isWhole: false, runs });
  expect((await stateOf(at)).lastActivity).toBe(lastActivity);
  expect(await kept(at)).toMatchObject({ version: 1 });
});

test.each([-1, 101, 3.5, "50", null])("a progress of %j is refused at the door", (progress) => {
  const run = { taskId: world.ids.next(), epoch: 1, version: 1, activity: "", progress, pendingTaskIds: [] };
  const frame = { ...FRAME, isWhole: false, runs: [run] };
  expect(parseFrame(Buffer.from(JSON.stringify(frame)))).toBeNull();
  expect(
    parseFrame(Buffer.from(JSON.stringify({ ...frame, runs: [{ ...run, progress: 50 }] }))),
  ).not.toBeNull();
});
