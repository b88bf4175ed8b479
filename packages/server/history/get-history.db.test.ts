// A contract's history: all its tasks in one order, with filters, in pages that stay as they are while it grows.
import { addActiveContract, addTask } from "@makima/testkit/contracts";
import { settleHistories } from "@makima/testkit/events";
import { addCheckpoint, rewindTo, say } from "@makima/testkit/messages";
import { createTestWorld } from "@makima/testkit/world";
import { expect, test } from "vitest";
import { pauseContract } from "../supervisors/supervisors.ts";
import { getHistory } from "./history.ts";

const of = await createTestWorld();
const { world, principal } = of;

type Query = Partial<Parameters<typeof getHistory>[2]["query"]>;
const read = (contractId: string, query: Query = {}, who = principal) =>
  getHistory(world, who, { params: { id: contractId }, query: { limit: 200, order: "asc", ...query } });

/** "user", "task.spawned", "checkpoint 1": what stands there. */
const told = async (contractId: string, query: Query = {}) =>
  (await read(contractId, query)).items.map((item) => {
    if (item.kind === "message") return item.data.content;
    return item.kind === "event" ? item.data.type : `checkpoint ${item.data.number}`;
  });

/** A supervisor says a and b, a worker c, then the supervisor d. */
async function twoTasks() {
  const contract = await addActiveContract(of);
  const { contractId, taskId } = contract;
  await say(of, taskId, [
    { role: "user", content: "a" },
    { role: "assistant", content: "b" },
  ]);
  const workerId = world.ids.next();
  await addTask(of, { contractId, taskId: workerId, parentTaskId: taskId });
  await say(of, workerId, [{ role: "assistant", content: "c" }]);
  await say(of, taskId, [{ role: "assistant", content: "d" }]);
  await settleHistories(world);
  return { contractId, taskId, workerId };
}

const BEGUN = [
  "contract.created",
  "contract.checked",
  "contract.started",
  "task.spawned",
  "supervisor.state_changed",
];

test("what several tasks said stands in the order in which it happened, between the events", async () => {
  const { contractId } = await twoTasks();
  expect(await told(contractId)).toEqual([...BEGUN, "a", "b", "task.spawned", "c", "d"]);
  expect(await told(contractId, { order: "desc" })).toEqual((await told(contractId)).toReversed());
  const numbers = (await read(contractId)).items.map(({ number }) => number);
  expect(numbers).toEqual(numbers.map((_, n) => n + 1));
});

test("what comes later stands behind, and has its number once, however often it is looked for", async () => {
  const { contractId, taskId } = await twoTasks();
  const before = await read(contractId);
  await say(of, taskId, [{ role: "assistant", content: "e" }]);
  await Promise.all([settleHistories(world), settleHistories(world)]);
  await settleHistories(world);
  const after = await read(contractId);
  expect(after.items.slice(0, -1)).toEqual(before.items);
  expect(after.items.at(-1)).toMatchObject({ kind: "message", number: before.items.length + 1 });
  expect(after.cursor).not.toBe(before.cursor);
});

test.each(["asc", "desc"] as const)("pages follow each other while it grows, %s", async (order) => {
  const { contractId, taskId } = await twoTasks();
  const whole = await told(contractId, { order });
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await read(contractId, { order, limit: 3, cursor });
    seen.push(...page.items.map(({ number }) => String(number)));
    cursor = seen.length < whole.length ? (page.nextCursor ?? undefined) : undefined;
    await say(of, taskId, [{ role: "assistant", content: "later" }]);
    await settleHistories(world);
  } while (cursor !== undefined);
  const counted = whole.map((_, n) => String(n + 1));
  expect(seen.slice(0, whole.length)).toEqual(order === "asc" ? counted : counted.toReversed());
});

test("a page begins at the number that is asked for, in either order", async () => {
  const { contractId, workerId } = await twoTasks();
  expect(await told(contractId, { fromNumber: 9 })).toEqual(["c", "d"]);
  expect(await told(contractId, { fromNumber: 9, order: "desc", limit: 2 })).toEqual(["c", "task.spawned"]);
  expect(await told(contractId, { fromNumber: 9, taskId: workerId })).toEqual(["c"]);
  expect(await told(contractId, { fromNumber: 99, order: "desc", limit: 1 })).toEqual(["d"]);
});

test("it is filtered by task, type, phase and time", async () => {
  const { contractId, workerId } = await twoTasks();
  expect(await told(contractId, { taskId: workerId })).toEqual(["task.spawned", "c"]);
  expect(await told(contractId, { type: "message" })).toEqual(["a", "b", "c", "d"]);
  expect(await told(contractId, { type: ["message.user", "contract.cr"] })).toEqual([BEGUN[0], "a"]);
  expect(await told(contractId, { type: "event", order: "desc", limit: 1 })).toEqual(["task.spawned"]);
  expect(await told(contractId, { phase: "review" })).toEqual([]);
  expect(await told(contractId, { phase: "plan" })).toHaveLength(10);
  expect(await told(contractId, { from: "2999-01-01T00:00:00Z" })).toEqual([]);
  expect(await told(contractId, { to: "1999-01-01T00:00:00Z" })).toEqual([]);
});

test("a message that a rewind took out of view stays, and says so", async () => {
  const { contractId, taskId } = await twoTasks();
  await rewindTo(of, { taskId, length: 1 });
  const { items } = await read(contractId, { type: "message" });
  expect(items.map((item) => item.kind === "message" && [item.data.content, item.inView])).toEqual([
    ["a", true],
    ["b", false],
    ["c", true],
    ["d", false],
  ]);
});

test("another owner's history does not exist", async () => {
  const { contractId } = await twoTasks();
  const other = await of.newOwner();
  await expect(read(contractId, {}, other)).rejects.toMatchObject({ code: "NOT_FOUND" });
});

test("what nobody can mean is refused by name", async () => {
  const { contractId } = await twoTasks();
  await expect(read(contractId, { type: "messages" })).rejects.toMatchObject({
    code: "UNKNOWN_TYPE",
    details: { field: "type" },
  });
  const from = "2030-01-02T00:00:00Z";
  await expect(read(contractId, { from, to: "2030-01-01T00:00:00Z" })).rejects.toMatchObject({
    code: "TIMES_REVERSED",
  });
  const { nextCursor } = await read(contractId, { limit: 1 });
  await expect(read(contractId, { limit: 1, order: "desc", cursor: nextCursor ?? "" })).rejects.toMatchObject(
    { code: "INVALID_CURSOR" },
  );
});

test("a contract of which nothing has a number yet is empty, with a cursor to go on from", async () => {
  const { contractId } = await addActiveContract(of);
  const { items, nextCursor, cursor } = await read(contractId);
  expect({ items, nextCursor }).toEqual({ items: [], nextCursor: null });
  await pauseContract(world, principal, { params: { id: contractId }, body: {} });
  await settleHistories(world);
  expect((await read(contractId)).cursor).not.toBe(cursor);
  expect((await told(contractId)).slice(-2)).toEqual(["contract.paused", "supervisor.state_changed"]);
});

test("a checkpoint without its event is not told of", async () => {
  const { contractId, workerId } = await twoTasks();
  await addCheckpoint(of, { taskId: workerId, number: 1 });
  await settleHistories(world);
  expect(await told(contractId, { type: "checkpoint" })).toEqual([]);
});
