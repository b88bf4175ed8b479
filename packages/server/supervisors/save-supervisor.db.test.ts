// The state of a supervisor follows from the rows, is saved by versions, and tells what changed.
import {
  addActiveContract,
  addQuestion,
  addTask,
  addTaskWait,
  type Standing,
  setTask,
} from "@makima/testkit/contracts";
import { eventsOf } from "@makima/testkit/events";
import { createTestWorld } from "@makima/testkit/world";
import { expect, test } from "vitest";
import { lockContract, moveContract } from "../contracts/contracts.ts";
import type { Tx } from "../db/database.ts";
import { SERVER } from "../journal/journal.ts";
import { readSupervisor, saveSupervisor } from "./supervisors.ts";

const of = await createTestWorld();
const { world, principal } = of;
const { ownerId } = principal;

type Change = Omit<Parameters<typeof saveSupervisor>[2], "actor">;

async function save(contractId: string, change: Change = {}, first?: (tx: Tx) => Promise<unknown>) {
  await world.db.transaction(async (tx) => {
    await lockContract(tx, { ownerId, contractId });
    await first?.(tx);
    await saveSupervisor(tx, { ownerId, contractId }, { actor: SERVER, ...change });
  });
  return read(contractId);
}

async function read(contractId: string) {
  const supervisor = await readSupervisor(world.db, { ownerId, contractId });
  if (supervisor === null) throw new Error("there is none");
  return supervisor;
}

const changesOf = async (contractId: string) =>
  (await eventsOf(of, contractId, "supervisor.")).map(({ data }) => data);

test("it begins as initializing, in the contract's phase, with nothing said", async () => {
  const { contractId, taskId } = await addActiveContract(of);
  expect(await read(contractId)).toMatchObject({
    supervisorTaskId: taskId,
    state: "initializing",
    version: 1,
    phase: "plan",
    progress: 0,
    messageCount: 0,
    restorationCount: 0,
    restorationSource: null,
  });
});

test("each save is one version, and only a change is an event", async () => {
  const { contractId, taskId } = await addActiveContract(of);
  await setTask(of, { taskId, status: "running" });
  expect(await save(contractId, { activity: "Thinks", progress: 10 })).toMatchObject({
    state: "working",
    version: 2,
  });
  expect(await save(contractId)).toMatchObject({ currentActivity: "Thinks", progress: 10, version: 3 });
  expect(await changesOf(contractId)).toEqual([
    { state: "initializing", previous: null, activity: "", progress: 0, version: 1 },
    { state: "working", previous: "initializing", activity: "Thinks", progress: 10, version: 2 },
  ]);
});

const waiting: [string, (at: Standing) => Promise<unknown>, object][] = [
  ["nothing", () => Promise.resolve(), { state: "idle" }],
  ["a question", (at) => addQuestion(of, at), { state: "waiting_for_user" }],
  [
    "a question of makima's",
    (at) => addQuestion(of, { ...at, questionType: "recovery", question: "Which plan?" }),
    { state: "blocked", errorMessage: "Which plan?" },
  ],
  ["a task", (at) => awaitNewTask(at), { state: "waiting_for_tasks" }],
  [
    "a question and a task",
    async (at) => [await awaitNewTask(at), await addQuestion(of, at)],
    { state: "waiting_for_user" },
  ],
];

async function awaitNewTask({ contractId, taskId }: Standing): Promise<string> {
  const id = world.ids.next();
  await addTask(of, { contractId, taskId: id, parentTaskId: taskId });
  await addTaskWait(of, { taskId, awaited: [id] });
  return id;
}

test.each(waiting)("a supervisor that waits for %s shows it", async (_, begin, shown) => {
  const at = await addActiveContract(of);
  await begin(at);
  await setTask(of, { taskId: at.taskId, status: "waiting" });
  expect(await save(at.contractId)).toMatchObject(shown);
});

test("it shows what it has spawned, what it awaits and what it asks", async () => {
  const at = await addActiveContract(of);
  const awaited = await awaitNewTask(at);
  const other = world.ids.next();
  await addTask(of, { contractId: at.contractId, taskId: other, parentTaskId: at.taskId });
  const asked = await addQuestion(of, at);
  const before = await read(at.contractId);
  expect(before).toMatchObject({
    spawnedTaskIds: [awaited, other],
    pendingTaskIds: [awaited],
    pendingQuestions: [
      { id: asked, question: "Which way?", choices: ["left", "right"], questionType: "general" },
    ],
  });
  await setTask(of, { taskId: awaited, status: "done" });
  expect((await read(at.contractId)).pendingTaskIds).toEqual([]);
});

test("an error is shown while it is blocked, and gone when it goes on", async () => {
  const { contractId, taskId } = await addActiveContract(of);
  await setTask(of, { taskId, status: "waiting", blocked: { reason: "out of quota" } });
  expect(await save(contractId)).toMatchObject({ state: "blocked", errorMessage: "out of quota" });
  expect(await save(contractId, { errorMessage: "out of tokens" })).toMatchObject({
    errorMessage: "out of tokens",
  });
  expect(await save(contractId)).toMatchObject({ errorMessage: "out of tokens" });
  await setTask(of, { taskId, status: "running" });
  expect(await save(contractId)).toMatchObject({ state: "working", errorMessage: null });
});

test("a cancelled contract's supervisor failed, and says by whom", async () => {
  const { contractId } = await addActiveContract(of);
  const saved = await save(contractId, {}, async (tx) => {
    const contract = await lockContract(tx, { ownerId, contractId });
    await moveContract(tx, { contract, command: "cancel", actor: { kind: "person", id: "k" }, data: {} });
  });
  expect(saved).toMatchObject({ state: "failed", errorMessage: "cancelled by a person" });
});

test("a restoration is counted once, with its source and time", async () => {
  const { contractId } = await addActiveContract(of);
  const saved = await save(contractId, { restoration: { source: "daemon_restart" } });
  expect(saved).toMatchObject({ restorationCount: 1, restorationSource: "daemon_restart" });
  expect(saved.lastRestoredAt).not.toBeNull();
  expect(await save(contractId)).toMatchObject({ restorationCount: 1, restorationSource: "daemon_restart" });
});

test("a contract without a supervisor has nothing to save", async () => {
  const contractId = world.ids.next();
  await world.db.transaction((tx) => saveSupervisor(tx, { ownerId, contractId }, { actor: SERVER }));
  expect(await readSupervisor(world.db, { ownerId, contractId })).toBeNull();
});

test("saves at the same time, each under the contract's lock, lose nothing", async () => {
  const { contractId } = await addActiveContract(of);
  await Promise.all(Array.from({ length: 10 }, (_, n) => save(contractId, { progress: n + 1 })));
  expect((await read(contractId)).version).toBe(11);
  expect(await changesOf(contractId)).toHaveLength(11);
});
