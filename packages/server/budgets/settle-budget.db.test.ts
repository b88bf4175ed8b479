// A budget from its warning to the question and what is answered; nothing begins beyond it, and nothing that runs is broken off.
import { eventsOf } from "@makima/testkit/events";
import {
  beginSupervisor,
  beginWorker,
  choose,
  endTurn,
  look,
  type RunAt,
  rounds,
  taskOf,
  waitingItems,
} from "@makima/testkit/runs";
import { createTestWorld } from "@makima/testkit/world";
import { expect, test } from "vitest";
import { getContract, patchContract } from "../contracts/contracts.ts";
import { listQuestions } from "../questions/questions.ts";
import { getSupervisor } from "../supervisors/supervisors.ts";
import { messageTask, readTask } from "../tasks/tasks.ts";
import { getUsage } from "../usage/usage.ts";

const of = await createTestWorld();
const { world, principal } = of;

type Limits = { tokens?: number; dollars?: number; minutes?: number };
const setBudget = ({ contractId }: RunAt, budget: Limits | null) =>
  patchContract(world, principal, { params: { id: contractId }, body: { budget } });
const contractOf = ({ contractId }: RunAt) => getContract(world, principal, { params: { id: contractId } });
const questionsOf = async ({ contractId }: RunAt) =>
  (await listQuestions(world, principal, { query: { limit: 50, contractId, questionType: "budget" } })).items;
const say = (at: RunAt) =>
  messageTask(world, principal, { params: { id: at.taskId }, body: { text: "Go on." } });
const statusOf = async (at: RunAt) => (await taskOf(of, at.taskId)).status;
async function answer({ contractId }: RunAt, choice: string): Promise<void> {
  await choose(of, { contractId, type: "budget", choice });
  await rounds.keepBudgets(of);
}
async function spend(budget: Limits, usage: Record<string, number>): Promise<RunAt> {
  const at = await beginSupervisor(of);
  await setBudget(at, budget);
  await endTurn(of, at, { usage });
  await rounds.keepBudgets(of);
  return at;
}

test("at 80 % people are told once, and the supervisor hears it with its next turn, which begins as ever", async () => {
  const at = await spend({ tokens: 100 }, { inputTokens: 50, cacheReadTokens: 31 });
  await rounds.keepBudgets(of);
  const told = await eventsOf(of, at.contractId, "budget.");
  expect(told.map(({ type, data }) => [type, data])).toEqual([
    ["budget.warned", { percent: 81, used: "81 of 100 tokens" }],
  ]);
  expect(await waitingItems(of, at.taskId)).toMatchObject([
    { kind: "notice", payload: { data: { kind: "budget" } } },
  ]);
  expect(await questionsOf(at)).toEqual([]);
  await say(at);
  await rounds.assign(of);
  expect(await statusOf(at)).toBe("running");
});

test("at 100 % no turn begins, and what is answered makes room for the next one", async () => {
  const at = await spend({ dollars: 10 }, { costUsd: 12 });
  await rounds.keepBudgets(of);
  const asked = await questionsOf(at);
  expect(asked).toHaveLength(1);
  expect(asked[0]?.question).toMatch(/is spent: 12 of 10 dollars/);
  await say(at);
  await rounds.assign(of);
  expect(await statusOf(at)).toBe("waiting");
  const params = { id: at.contractId };
  expect(await getSupervisor(world, principal, { params })).toMatchObject({ state: "blocked" });
  const task = await readTask(world.db, { ownerId: principal.ownerId, taskId: at.taskId });
  expect(task?.waitingFor).toMatchObject([{ kind: "person", reason: "the budget of its contract is spent" }]);

  await answer(at, "raise it to 18 dollars");
  expect(await contractOf(at)).toMatchObject({ budget: { dollars: 18 }, usage: { costUsd: 12, turns: 1 } });
  await rounds.assign(of);
  expect(await statusOf(at)).toBe("running");
});

test("the budget is that of all tasks together, and a turn that runs ends by itself", async () => {
  const boss = await beginSupervisor(of);
  const worker = await beginWorker(of, boss);
  await setBudget(boss, { minutes: 1 });
  await endTurn(of, boss, { durationMs: 60_000 });
  await rounds.keepBudgets(of);
  expect(await statusOf(worker)).toBe("running");
  await endTurn(of, worker, { durationMs: 1_000 });
  expect(await statusOf(worker)).toBe("done");
  expect(await questionsOf(boss)).toHaveLength(1);
  await answer(boss, "go on without a budget");
  expect(await contractOf(boss)).toMatchObject({ budget: null, usage: { durationMs: 61_000, turns: 2 } });
});

test("a contract that is to end for its budget ends", async () => {
  const at = await spend({ tokens: 10 }, { outputTokens: 10 });
  await answer(at, "cancel the contract");
  expect(await contractOf(at)).toMatchObject({ status: "cancelled" });
});

test("a budget that is set otherwise takes the question back, and a smaller one holds the contract at once", async () => {
  const at = await spend({ tokens: 10 }, { outputTokens: 10 });
  await setBudget(at, { tokens: 1_000 });
  await rounds.keepBudgets(of);
  expect(await questionsOf(at)).toEqual([]);
  await setBudget(at, { tokens: 5 });
  await say(at);
  await rounds.assign(of);
  expect(await statusOf(at)).toBe("waiting");
});

test("an answer begins no turn beyond the budget, and the database says of a budget what core says", async () => {
  for (const [limit, used] of [
    [3, 2],
    [3, 3],
    [1, 5],
  ] as const) {
    const at = await spend({ tokens: limit }, { inputTokens: used });
    await say(at);
    await rounds.assign(of);
    expect(await statusOf(at)).toBe(used < limit ? "running" : "waiting");
  }
});

test("usage is summed by day, contract, task and agent, in a time, and for its owner alone", async () => {
  const at = await beginSupervisor(of);
  const worker = await beginWorker(of, at, { name: "the worker" });
  await endTurn(of, at, { usage: { inputTokens: 1, costUsd: 0.5 } });
  await endTurn(of, worker, { usage: { inputTokens: 2, costUsd: 1 } });
  const { contractId } = at;
  const ask = (by: "day" | "contract" | "task" | "agent", more: { from?: string; to?: string } = {}) =>
    getUsage(world, principal, { query: { by, contractId, ...more } });
  const [day] = await look<{ day: string }>(of, "select (app_now() at time zone 'UTC')::date::text as day");
  expect(await ask("day")).toMatchObject({
    items: [{ key: day?.day, usage: { inputTokens: 3, costUsd: 1.5, turns: 2 } }],
    total: { inputTokens: 3, turns: 2 },
  });
  expect((await ask("task")).items.map(({ name, usage }) => [name, usage.inputTokens])).toEqual([
    ["Make it better / the worker", 2],
    ["Make it better / a task", 1],
  ]);
  expect((await ask("agent")).items).toMatchObject([{ key: "scripted", usage: { turns: 2 } }]);
  expect((await ask("contract")).items).toMatchObject([{ key: contractId, name: "Make it better" }]);
  expect(await ask("day", { to: "2020-01-01T00:00:00Z" })).toMatchObject({ items: [], total: { turns: 0 } });
  await expect(
    ask("day", { from: "2020-01-02T00:00:00Z", to: "2020-01-01T00:00:00Z" }),
  ).rejects.toMatchObject({ code: "TIMES_REVERSED" });
  const stranger = { ...principal, ownerId: world.ids.next() };
  await expect(getUsage(world, stranger, { query: { by: "day", contractId } })).rejects.toMatchObject({
    code: "NOT_FOUND",
  });
  expect((await getUsage(world, stranger, { query: { by: "day" } })).total.turns).toBe(0);
});
