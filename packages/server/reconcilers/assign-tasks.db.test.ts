// What is due begins once, where there is room for it, whichever servers look at the rows.
import { addDaemon, addTask, type Standing, setTask } from "@makima/testkit/contracts";
import { eventsOf } from "@makima/testkit/events";
import {
  addReadyContract,
  answerLooks,
  beginSupervisor,
  call,
  commandsTo,
  endTurn,
  look,
  loseAgent,
  promptsOf,
  type RunAt,
  startAssigned,
  taskOf,
} from "@makima/testkit/runs";
import { createTestWorld } from "@makima/testkit/world";
import { expect, test } from "vitest";
import { pauseContract, startContract } from "../supervisors/supervisors.ts";
import { messageTask, restTask, withTask } from "../tasks/tasks.ts";
import { assignTasks } from "./assign-tasks.ts";
import { parkRuns } from "./park-runs.ts";

const of = await createTestWorld();
const second = await createTestWorld({}, of.database);
const { world, principal } = of;
const round = () => assignTasks.round(world);
const bothServers = () =>
  Promise.all([round(), assignTasks.round(second.world), round(), assignTasks.round(second.world)]);

async function addWorker(
  { contractId, taskId }: Standing,
  more: { name?: string; dependsOn?: readonly string[]; targetDaemonId?: string } = {},
): Promise<string> {
  const id = world.ids.next();
  await addTask(of, { contractId, taskId: id, parentTaskId: taskId, ...more });
  return id;
}
const statusOf = async (taskId: string) => (await taskOf(of, taskId)).status;
const setDaemon = (id: string, change: string) => look(of, `update daemon set ${change} where id = $1`, [id]);
const say = (taskId: string, text = "go on") =>
  messageTask(world, principal, { params: { id: taskId }, body: { text } });

test("two servers begin a task once: one run, one order, one prompt", async () => {
  const at = await addReadyContract(of);
  await bothServers();
  expect(await taskOf(of, at.taskId)).toMatchObject({ status: "starting", epoch: 1 });
  expect(await commandsTo(of, at.daemonId, "start_run")).toHaveLength(1);
  expect(await promptsOf(of, at.taskId)).toHaveLength(1);
});

test("two servers begin the next turn once, and what is over when the second looks is not begun again", async () => {
  const at = await beginSupervisor(of);
  await endTurn(of, at);
  await say(at.taskId);
  await bothServers();
  expect(await commandsTo(of, at.daemonId, "begin_turn")).toHaveLength(1);
  await endTurn(of, at, { turn: 2 });
  await bothServers();
  expect(await promptsOf(of, at.taskId)).toHaveLength(2);
  expect(await statusOf(at.taskId)).toBe("waiting");
});

test("two servers restore a task once: the count, the rows and the notices agree", async () => {
  const at = await beginSupervisor(of);
  for (let n = 1; n <= 3; n++) {
    const run = n === 1 ? at : { ...at, epoch: n };
    await loseAgent(of, run);
    await bothServers();
    expect(await answerLooks(of)).toBe(1);
    await bothServers();
    const again = await startAssigned(of, at);
    expect(again.epoch).toBe(n + 1);
    await call(of, again, { tool: "report_progress", input: { progress: n, activity: "still here" } });
    expect((await taskOf(of, at.taskId)).restorations).toBe(n);
  }
  const rows = await look(of, "select number from restoration where task_id = $1 order by number", [
    at.taskId,
  ]);
  expect(rows).toEqual([{ number: 1 }, { number: 2 }, { number: 3 }]);
  const prompts = await promptsOf(of, at.taskId);
  for (const number of [1, 2, 3])
    expect(prompts.filter((prompt) => prompt.includes(`"number":${number}`))).toHaveLength(1);
});

test("a task that waited when its process was lost is taken up in place, counted once, without a process", async () => {
  const at = await beginSupervisor(of);
  await endTurn(of, at);
  await loseAgent(of, at);
  await bothServers();
  expect(await taskOf(of, at.taskId)).toMatchObject({ status: "waiting", epoch: 2, restorations: 1 });
  expect(await commandsTo(of, at.daemonId, "start_run")).toHaveLength(1);
  expect(await eventsOf(of, at.contractId, "restoration.done")).toHaveLength(1);
  await say(at.taskId);
  await round();
  expect((await promptsOf(of, at.taskId)).at(-1)).toContain('"number":1');
});

test("only turns under way take room, also when two servers give the last place away", async () => {
  const at = await beginSupervisor(of, { maxTasks: 2 });
  const workers = [await addWorker(at), await addWorker(at), await addWorker(at)];
  await bothServers();
  const count = async (status: string) =>
    (await Promise.all(workers.map(statusOf))).filter((each) => each === status).length;
  expect(await count("starting")).toBe(1);
  await endTurn(of, at);
  await bothServers();
  expect(await count("starting")).toBe(2);
  await say(at.taskId);
  await bothServers();
  expect(await statusOf(at.taskId)).toBe("waiting");
});

test("a daemon of several contracts is not given more than it takes", async () => {
  const contracts: (Standing & { daemonId: string })[] = [];
  for (let n = 0; n < 6; n++) contracts.push(await addReadyContract(of));
  const [home] = contracts;
  for (const { contractId } of contracts)
    await look(of, "update contract set daemon_id = $2 where id = $1", [contractId, home?.daemonId]);
  await setDaemon(home?.daemonId ?? "", "max_tasks = 2");
  await bothServers();
  expect(await commandsTo(of, home?.daemonId ?? "", "start_run")).toHaveLength(2);
});

test.each([
  ["is offline", "status = 'offline'"],
  ["has a lease that is over", "lease_until = app_now() - interval '1 s'"],
  ["has not handed over its spool", "session = session + 1"],
  ["does not have the agent", "agents = '[]'"],
  ["is revoked", "revoked_at = app_now()"],
])("nothing begins on a daemon that %s", async (_, change) => {
  const at = await addReadyContract(of);
  await setDaemon(at.daemonId, change);
  await round();
  expect(await statusOf(at.taskId)).toBe("pending");
});

test("while the home is offline another daemon of the same machine serves, and no daemon elsewhere", async () => {
  const at = await addReadyContract(of);
  await setDaemon(at.daemonId, "status = 'offline'");
  const elsewhere = await addDaemon(of, { status: "online" });
  await setDaemon(elsewhere, "machine = 'another'");
  await round();
  expect(await statusOf(at.taskId)).toBe("pending");
  await look(of, "update daemon set machine = (select machine from daemon where id = $2) where id = $1", [
    elsewhere,
    at.daemonId,
  ]);
  await round();
  expect(await commandsTo(of, elsewhere, "start_run")).toHaveLength(1);
});

test("a task with a target goes there alone", async () => {
  const at = await beginSupervisor(of);
  const target = await addDaemon(of, { status: "online" });
  const worker = await addWorker(at, { targetDaemonId: target });
  await round();
  expect(await commandsTo(of, target, "start_run")).toMatchObject([{ taskId: worker }]);
});

test("a task waits for what it depends on, and is cancelled by name when that is lost", async () => {
  const at = await beginSupervisor(of);
  const base = await addWorker(at, { name: "the base" });
  const after = await addWorker(at, { dependsOn: [base] });
  const other = await addWorker(at, { name: "the other" });
  const lost = await addWorker(at, { dependsOn: [base, other] });
  await round();
  expect(await Promise.all([base, after, lost].map(statusOf))).toEqual(["starting", "pending", "pending"]);
  await setTask(of, { taskId: base, status: "done" });
  await setTask(of, { taskId: other, status: "failed" });
  await round();
  expect(await statusOf(after)).toBe("starting");
  expect(await taskOf(of, lost)).toMatchObject({
    status: "cancelled",
    error: "it depends on the other, which is failed",
  });
});

test.each([
  ["is blocked", 'blocked = \'{"reason":"quota"}\''],
  ["has a pause before its next try", "not_before = app_now() + interval '1 hour'"],
])("a task that %s does not begin", async (_, change) => {
  const at = await addReadyContract(of);
  await look(of, `update task set ${change} where id = $1`, [at.taskId]);
  await round();
  expect(await statusOf(at.taskId)).toBe("pending");
});

test("a paused contract's turn is interrupted after a while, once, and goes on after the pause", async () => {
  const at: RunAt = await beginSupervisor(of);
  await pauseContract(world, principal, { params: { id: at.contractId }, body: {} });
  const cancels = () => commandsTo(of, at.daemonId, "cancel_turn");
  await parkRuns.round(world);
  expect(await cancels()).toHaveLength(0);
  await look(of, "update contract set updated_at = updated_at - interval '11 s' where id = $1", [
    at.contractId,
  ]);
  await Promise.all([parkRuns.round(world), parkRuns.round(second.world), parkRuns.round(world)]);
  expect(await cancels()).toHaveLength(1);
  await endTurn(of, at, { stopReason: "cancelled" });
  await parkRuns.round(world);
  await round();
  expect(await look(of, "select end_reason from run where task_id = $1", [at.taskId])).toEqual([
    { end_reason: "paused" },
  ]);
  await startContract(world, principal, { params: { id: at.contractId } });
  await round();
  expect(await taskOf(of, at.taskId)).toMatchObject({ status: "starting", restorations: 0 });
});

test("a call whose agent was stopped in its turn has its result before the next run begins", async () => {
  const at = await beginSupervisor(of);
  await call(of, at, { tool: "ask_question", input: { question: "Which way?" }, key: "asked" });
  const key = { ownerId: principal.ownerId, taskId: at.taskId };
  await withTask(world, key, ({ tx, task, contract }) =>
    restTask(tx, { world, task, phase: contract.phase }),
  );
  await say(at.taskId);
  await startAssigned(of, at);
  expect((await taskOf(of, at.taskId)).epoch).toBe(2);
  const told = await look(
    of,
    "select epoch, role, content from message where task_id = $1 and tool_call_id = 'asked' order by seq",
    [at.taskId],
  );
  expect(told).toMatchObject([
    { role: "tool_call" },
    { role: "tool_result", epoch: "2", content: expect.stringContaining('"status":"pending"') as string },
  ]);
});
