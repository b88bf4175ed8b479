// A turn that was cancelled: what was recorded in that moment nobody may have heard, and the next turn tells it, once.
import {
  beginSupervisor,
  call,
  choose,
  endTurn,
  look,
  loseAgent,
  promptsOf,
  type RunAt,
  rounds,
  startAssigned,
  taskOf,
} from "@makima/testkit/runs";
import { createTestWorld } from "@makima/testkit/world";
import { beforeEach, expect, test } from "vitest";

import { pauseContract, startContract } from "../supervisors/supervisors.ts";
import { messageTask } from "../tasks/tasks.ts";
import { parkRuns } from "./park-runs.ts";

const of = await createTestWorld();
const { world, principal } = of;
const ask = { tool: "ask_question", input: { question: "Which way?", choices: ["left", "right"] } };

const pause = ({ contractId }: RunAt) =>
  pauseContract(world, principal, { params: { id: contractId }, body: {} });
const goOn = ({ contractId }: RunAt) => startContract(world, principal, { params: { id: contractId } });
const toldResults = async ({ taskId }: RunAt) =>
  ((await promptsOf(of, taskId)).at(-1) ?? "").split('"kind":"tool_call"').length - 1;

let at: RunAt;

/** Its machine is away while the answer is brought: it hears of that and of the pause at once, and its turn ends with the answer unread. */
beforeEach(async () => {
  at = await beginSupervisor(of);
  await call(of, at, { ...ask, key: "asked" });
  await choose(of, { contractId: at.contractId, type: "general", choice: "left" });
  await rounds.bringAnswers(of);
  await pause(at);
  await endTurn(of, at, { stopReason: "cancelled" });
});

test("the run that follows a pause begins with the answer, and an agent that asks again is given it", async () => {
  await parkRuns.round(world);
  await goOn(at);
  const next = await startAssigned(of, at);
  expect(next.epoch).toBe(2);
  expect(await promptsOf(of, at.taskId)).toEqual([
    expect.anything(),
    expect.stringMatching(/stopped before it was over[\s\S]*"kind":"tool_call"[\s\S]*"response":"left"/),
  ]);
  expect(await call(of, next, { ...ask, key: "again" })).toMatchObject({
    status: "done",
    result: { status: "answered", response: "left" },
  });
  expect(await look(of, "select 1 from question where task_id = $1", [at.taskId])).toHaveLength(1);
});

test("an agent that is still there is told in its next turn, and in no later one", async () => {
  await goOn(at);
  await rounds.assign(of);
  expect(await taskOf(of, at.taskId)).toMatchObject({ status: "running", epoch: 1 });
  expect(await toldResults(at)).toBe(1);
  await pause(at);
  await endTurn(of, at, { turn: 2, stopReason: "cancelled" });
  await goOn(at);
  await rounds.assign(of);
  expect(await promptsOf(of, at.taskId)).toHaveLength(3);
  expect(await toldResults(at)).toBe(0);
});

test("an agent that is lost meanwhile is told by the notice of its restoration, and not twice", async () => {
  await goOn(at);
  await loseAgent(of, at);
  await rounds.assign(of);
  await rounds.assign(of);
  await startAssigned(of, at);
  expect((await taskOf(of, at.taskId)).restorations).toBe(1);
  expect(await toldResults(at)).toBe(1);
});

test("what it went on from is not told: its turn ended by itself", async () => {
  await goOn(at);
  await rounds.assign(of);
  await call(of, at, { tool: "list_tasks", key: "list" });
  await endTurn(of, at, { turn: 2 });
  await pause(at);
  await parkRuns.round(world);
  await goOn(at);
  await messageTask(world, principal, { params: { id: at.taskId }, body: { text: "go" } });
  await startAssigned(of, at);
  expect(await toldResults(at)).toBe(0);
});
