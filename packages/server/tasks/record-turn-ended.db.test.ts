// What the end of a turn means for its task, however often it is told.
import { addQuestion } from "@makima/testkit/contracts";
import {
  beginSupervisor,
  beginWorker,
  call,
  endTurn,
  look,
  send,
  taskOf,
  waitingItems,
} from "@makima/testkit/runs";
import { createTestWorld } from "@makima/testkit/world";
import { expect, test } from "vitest";
import { readContractUsage } from "../usage/usage.ts";

const of = await createTestWorld();

const usageOf = async (taskId: string) =>
  (await look<{ usage: object }>(of, "select usage from task where id = $1", [taskId]))[0]?.usage;

test("what a turn used is counted once, however often its end is told", async () => {
  const at = await beginSupervisor(of);
  const usage = { input_tokens: 5, outputTokens: 7, contextUsed: 1_000 };
  for (let n = 0; n < 3; n++) await endTurn(of, at, { usage, durationMs: 40 });
  const once = { inputTokens: 5, outputTokens: 7, durationMs: 40, turns: 1 };
  expect(await usageOf(at.taskId)).toMatchObject(once);
  const { ownerId } = of.principal;
  const summed = await readContractUsage(of.world.db, { ownerId, contractId: at.contractId });
  expect(summed.usage).toMatchObject(once);
});

test("also of a turn in which the task was completed", async () => {
  const worker = await beginWorker(of, await beginSupervisor(of));
  await call(of, worker, { tool: "complete_task", input: { summary: "made" } });
  for (let n = 0; n < 2; n++) await endTurn(of, worker, { usage: { inputTokens: 5 } });
  expect(await usageOf(worker.taskId)).toMatchObject({ inputTokens: 5, turns: 1 });
  expect((await taskOf(of, worker.taskId)).status).toBe("done");
});

test("a worker that waits for nothing is done, and its last words are the summary", async () => {
  const worker = await beginWorker(of, await beginSupervisor(of));
  const plain = { toolCallId: null, toolName: null, isError: false, truncated: false, durationMs: null };
  const messages = [{ source: 1, role: "assistant" as const, content: "All is well.", ...plain }];
  await send(of, worker, { kind: "messages", messages });
  await endTurn(of, worker);
  expect((await taskOf(of, worker.taskId)).status).toBe("done");
  const [task] = await look(of, "select summary from task where id = $1", [worker.taskId]);
  expect(task).toEqual({ summary: "All is well." });
});

test("a worker that asked waits, and a supervisor waits in any case", async () => {
  const boss = await beginSupervisor(of);
  const worker = await beginWorker(of, boss);
  await call(of, worker, { tool: "ask_question", input: { question: "?" } });
  for (const at of [boss, worker]) {
    await endTurn(of, at);
    expect((await taskOf(of, at.taskId)).status).toBe("waiting");
  }
});

test("a turn that was cancelled without anything to wait for goes on, for workers and supervisors", async () => {
  const boss = await beginSupervisor(of);
  const worker = await beginWorker(of, boss);
  for (const at of [boss, worker]) {
    await endTurn(of, at, { stopReason: "cancelled" });
    expect(await waitingItems(of, at.taskId)).toMatchObject([{ kind: "instruction" }]);
  }
});

test("a turn that was cancelled while it waits is not begun before that", async () => {
  const at = await beginSupervisor(of);
  await call(of, at, { tool: "ask_question", input: { question: "?" } });
  await addQuestion(of, { ...at, question: "another" });
  await endTurn(of, at, { stopReason: "cancelled" });
  expect(await waitingItems(of, at.taskId)).toEqual([]);
});
