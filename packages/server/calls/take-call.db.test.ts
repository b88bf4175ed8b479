// Every tool of an agent: carried out once by its key, refused by a code where it may not be done, and answered by its one result.
import { eventsOf, typesOf } from "@makima/testkit/events";
import {
  beginSupervisor,
  beginWorker,
  call,
  commandsTo,
  endTurn,
  look,
  send,
  taskOf,
  waitingItems,
} from "@makima/testkit/runs";
import { createTestWorld } from "@makima/testkit/world";
import { expect, test } from "vitest";
import { getSupervisor } from "../supervisors/supervisors.ts";

const of = await createTestWorld();
const { world, principal } = of;
const boss = await beginSupervisor(of);
const worker = await beginWorker(of, boss, { name: "red" });
const reviewer = await beginWorker(of, boss, { name: "critic", kind: "reviewer" });
const finished = await beginWorker(of, boss, { name: "green" });
await endTurn(of, finished);
const agents = { boss, worker, reviewer };
const nobody = world.ids.next();

type Who = keyof typeof agents;

test.each<[Who, string, object, object]>([
  ["boss", "list_tasks", {}, { tasks: [{ name: "red" }, { name: "critic" }, { name: "green" }] }],
  ["boss", "get_task", { taskId: worker.taskId }, { name: "red", kind: "worker", status: "running" }],
  ["boss", "send_message", { taskId: worker.taskId, text: "hurry" }, { sent: true }],
  ["boss", "report_progress", { progress: 30, activity: "planning" }, { noted: true }],
  ["boss", "create_checkpoint", { message: "so far" }, { made: true }],
  ["boss", "change_phase", { phase: "execute", summary: "planned" }, { changed: true, phase: "execute" }],
  ["reviewer", "list_tasks", {}, { tasks: [{ name: "red" }, { name: "critic" }, { name: "green" }] }],
  ["reviewer", "report_finding", { severity: "major", text: "it leaks" }, {}],
  ["worker", "report_progress", { progress: 50, activity: "half" }, { noted: true }],
])("the %s's %s is carried out", async (who, tool, input, result) => {
  expect(await call(of, agents[who], { tool, input: { ...input } })).toMatchObject({
    status: "done",
    isError: false,
    result,
  });
});

test.each<[Who, string, object, string]>([
  ["worker", "spawn_task", { name: "a", plan: "b" }, "SCOPE"],
  ["worker", "list_tasks", {}, "SCOPE"],
  ["boss", "complete_task", { summary: "s" }, "SCOPE"],
  ["boss", "make_coffee", {}, "NOT_FOUND"],
  ["boss", "spawn_task", { name: "a" }, "VALIDATION"],
  ["boss", "spawn_task", { name: "a", plan: "b", more: 1 }, "VALIDATION"],
  ["boss", "spawn_task", { name: "a", plan: "b", dependsOn: [nobody] }, "VALIDATION"],
  ["boss", "spawn_task", { name: "a", plan: "b", baseOn: nobody }, "VALIDATION"],
  [
    "boss",
    "spawn_task",
    { name: "a", plan: "b", baseOn: { taskId: worker.taskId, checkpointId: nobody } },
    "VALIDATION",
  ],
  ["boss", "spawn_task", { name: "a", plan: "b", agent: "nobody" }, "UNKNOWN_AGENT"],
  ["boss", "wait_for_tasks", { taskIds: [nobody] }, "VALIDATION"],
  ["boss", "get_task", { taskId: nobody }, "NOT_FOUND"],
  ["boss", "cancel_task", { taskId: boss.taskId, reason: "tired" }, "VALIDATION"],
  ["boss", "merge_task", { taskId: worker.taskId }, "NO_RESULT"],
  ["boss", "send_message", { taskId: finished.taskId, text: "well done" }, "TASK_FINISHED"],
  ["boss", "change_phase", { phase: "research", summary: "s" }, "PHASE"],
  ["boss", "report_progress", { progress: 101, activity: "a" }, "VALIDATION"],
  ["boss", "ask_question", { question: "?", choices: ["a", "a"] }, "VALIDATION"],
  ["boss", "ask_question", { question: "?", choicesOnly: true }, "VALIDATION"],
])("the %s's %s with %j is refused as %s, and nothing is done", async (who, tool, input, code) => {
  const before = await typesOf(of, boss.contractId);
  const called = await call(of, agents[who], { tool, input: { ...input } });
  expect(called).toMatchObject({ status: "done", isError: true });
  expect(String(called.result?.["code"])).toContain(code);
  expect(await typesOf(of, boss.contractId)).toEqual(before);
});

test("the same key again is the same call: one effect, and the same result sent again", async () => {
  const at = await beginSupervisor(of);
  const spawn = { tool: "spawn_task", input: { name: "blue", plan: "paint" }, key: "one" };
  const first = await call(of, at, spawn);
  expect(await call(of, at, spawn)).toEqual(first);
  expect(await eventsOf(of, at.contractId, "task.spawned")).toHaveLength(2);
  const results = await commandsTo(of, at.daemonId, "tool_result");
  expect(results).toHaveLength(2);
  expect(results[0]).toEqual(results[1]);
});

test("a spawned task is told as the supervisor's activity", async () => {
  const at = await beginSupervisor(of);
  await call(of, at, { tool: "spawn_task", input: { name: "blue", plan: "paint" } });
  const supervisor = await getSupervisor(world, principal, { params: { id: at.contractId } });
  expect(supervisor).toMatchObject({ state: "working", currentActivity: "Spawned task blue" });
});

test("complete_contract ends the contract, and what is called after it is not carried out", async () => {
  const at = await beginSupervisor(of);
  expect(await call(of, at, { tool: "complete_contract", input: { summary: "all of it" } })).toMatchObject({
    result: { completed: true },
  });
  expect(await taskOf(of, at.taskId)).toMatchObject({ status: "done" });
  const late = { kind: "tool_call" as const, callKey: "late", tool: "fail", input: { reason: "no" } };
  expect(await send(of, at, late)).toBe("fenced");
});

test("a call while the contract is over but its task not yet is refused as CONTRACT_OVER", async () => {
  const at = await beginSupervisor(of);
  await look(of, "update contract set status = 'cancelled' where id = $1", [at.contractId]);
  for (const [tool, input] of [
    ["spawn_task", { name: "a", plan: "b" }],
    ["complete_contract", { summary: "s" }],
    ["fail", { reason: "r" }],
    ["change_phase", { phase: "execute", summary: "s" }],
  ] as const) {
    expect(await call(of, at, { tool, input })).toMatchObject({
      isError: true,
      result: { code: "CONTRACT_OVER" },
    });
  }
});

test("fail fails the contract with its reason", async () => {
  const at = await beginSupervisor(of);
  await call(of, at, { tool: "fail", input: { reason: "it cannot be done" } });
  expect(await taskOf(of, at.taskId)).toMatchObject({ status: "failed", error: "it cannot be done" });
});

test("cancel_task and complete_task end a task once", async () => {
  const at = await beginSupervisor(of);
  const done = await beginWorker(of, at);
  await call(of, done, { tool: "complete_task", input: { summary: "made" } });
  const cancel = { tool: "cancel_task", input: { taskId: done.taskId, reason: "too late" } };
  expect((await call(of, at, cancel)).result).toEqual({ cancelled: false, status: "done" });
  const other = await beginWorker(of, at);
  const second = { ...cancel, input: { taskId: other.taskId, reason: "not needed" } };
  expect((await call(of, at, second)).result).toEqual({ cancelled: true, status: "cancelled" });
  expect(await commandsTo(of, at.daemonId, "stop_run")).toHaveLength(2);
});

test("a finding reaches the supervisor with its task and severity", async () => {
  const at = await beginSupervisor(of);
  const critic = await beginWorker(of, at, { kind: "reviewer" });
  await call(of, critic, { tool: "report_finding", input: { severity: "critical", text: "no tests" } });
  expect(await waitingItems(of, at.taskId)).toMatchObject([
    { kind: "finding", payload: { taskId: critic.taskId, severity: "critical", text: "no tests" } },
  ]);
});
