// How much happened when: every item is in one bucket, by task and kind where tasks are named, and counted from the index alone.
import { addActiveContract, addTask } from "@makima/testkit/contracts";
import { settleHistories } from "@makima/testkit/events";
import { say } from "@makima/testkit/messages";
import { createTestWorld } from "@makima/testkit/world";
import { expect, test } from "vitest";
import { getDensity, getHistory } from "./history.ts";

const of = await createTestWorld();
const { world, principal } = of;

type Query = Partial<Parameters<typeof getDensity>[2]["query"]>;
const read = (contractId: string, query: Query = {}, who = principal) =>
  getDensity(world, who, { params: { id: contractId }, query: { buckets: 10, ...query } });
const sum = (items: readonly { count: number }[]): number => items.reduce((all, one) => all + one.count, 0);

async function twoTasks() {
  const { contractId, taskId } = await addActiveContract(of);
  const workerId = world.ids.next();
  await addTask(of, { contractId, taskId: workerId, parentTaskId: taskId });
  const words = Array.from({ length: 30 }, (_, n) => ({ role: "assistant", content: `word ${n}` }));
  await say(of, taskId, words);
  await say(of, workerId, words.slice(0, 5));
  await settleHistories(world);
  const history = await getHistory(world, principal, {
    params: { id: contractId },
    query: { limit: 200, order: "asc" },
  });
  return { contractId, taskId, workerId, items: history.items };
}

test("every item is counted once, and a bucket names the first and the last of it", async () => {
  const { contractId, items } = await twoTasks();
  const density = await read(contractId);
  expect(sum(density.items)).toBe(items.length);
  expect(density.from).toBe(items[0]?.at);
  for (const { bucket, firstNumber, lastNumber, taskId, type } of density.items) {
    expect([taskId, type]).toEqual([null, null]);
    const begins = Date.parse(density.from) + bucket * density.bucketMs;
    for (const number of [firstNumber, lastNumber]) {
      const at = Date.parse(items[number - 1]?.at ?? "");
      expect(at).toBeGreaterThanOrEqual(Math.floor(begins));
      expect(at).toBeLessThanOrEqual(Math.ceil(begins + density.bucketMs));
    }
  }
});

test("tasks that are named are counted each for itself, by kind", async () => {
  const { contractId, taskId, workerId } = await twoTasks();
  const { items } = await read(contractId, { taskId: [taskId, workerId], type: "message" });
  const of = (id: string): number => sum(items.filter((item) => item.taskId === id));
  expect([of(taskId), of(workerId)]).toEqual([30, 5]);
  expect(new Set(items.map(({ type }) => type))).toEqual(new Set(["message.assistant"]));
});

test("a piece of time has what happened in it, its end not", async () => {
  const { contractId, items } = await twoTasks();
  const middle = items[20]?.at ?? "";
  const [before, after] = [await read(contractId, { to: middle }), await read(contractId, { from: middle })];
  expect(sum(before.items) + sum(after.items)).toBe(items.length);
  expect(sum((await read(contractId, { from: middle, to: middle })).items)).toBe(0);
});

test("a contract of which nothing has a number yet is empty", async () => {
  const { contractId } = await addActiveContract(of);
  expect((await read(contractId)).items).toEqual([]);
});

test("another owner's contract does not exist, and what nobody can mean is refused", async () => {
  const { contractId } = await twoTasks();
  await expect(read(contractId, {}, await of.newOwner())).rejects.toMatchObject({ code: "NOT_FOUND" });
  await expect(read(contractId, { type: "messages" })).rejects.toMatchObject({ code: "UNKNOWN_TYPE" });
  const reversed = { from: "2030-01-02T00:00:00Z", to: "2030-01-01T00:00:00Z" };
  await expect(read(contractId, reversed)).rejects.toMatchObject({ code: "TIMES_REVERSED" });
});
