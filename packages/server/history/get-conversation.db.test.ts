// A conversation as seen from its head: in both orders, in pages, after rewinds, and only by its owner.
import { addActiveContract, addQuestion, addTask } from "@makima/testkit/contracts";
import { rewindTo, type Said, say } from "@makima/testkit/messages";
import { createTestWorld } from "@makima/testkit/world";
import { expect, test } from "vitest";
import { getConversation, getSupervisorConversation, pastMessages } from "./history.ts";

const of = await createTestWorld();
const { world, principal } = of;
const { ownerId } = principal;

type Query = Partial<Parameters<typeof getConversation>[2]["query"]>;
const read = (taskId: string, query: Query = {}) =>
  getConversation(world, principal, { params: { id: taskId }, query: { limit: 50, order: "asc", ...query } });
const contents = async (taskId: string, query: Query = {}) =>
  (await read(taskId, query)).messages.map(({ content }) => content);

const counted = (from: number, to: number): Said[] =>
  Array.from({ length: to - from + 1 }, (_, n) => ({ role: "assistant", content: `m${from + n}` }));

/** m1 m2 m3 m4 m5, back to two, m6 m7, back to three, m8: in view are m1 m2 m6 m8. */
async function rewoundTwice(): Promise<string> {
  const { taskId } = await addActiveContract(of);
  await say(of, taskId, counted(1, 5));
  await rewindTo(of, { taskId, length: 2 });
  await say(of, taskId, counted(6, 7));
  await rewindTo(of, { taskId, length: 3 });
  await say(of, taskId, counted(8, 8));
  return taskId;
}

test("a conversation without messages is empty, and has a cursor to go on from", async () => {
  const { taskId } = await addActiveContract(of);
  const empty = await read(taskId);
  expect(empty).toMatchObject({ taskId, messages: [], messageCount: 0, nextCursor: null });
  await say(of, taskId, counted(1, 1));
  expect((await read(taskId)).cursor).not.toBe(empty.cursor);
});

test("a message keeps its number and its name, and has its place as seen from the head", async () => {
  const taskId = await rewoundTwice();
  const { messages, messageCount } = await read(taskId);
  expect(messageCount).toBe(4);
  expect(messages.map(({ content, seq, index }) => [content, seq, index])).toEqual([
    ["m1", 1, 0],
    ["m2", 2, 1],
    ["m6", 6, 2],
    ["m8", 8, 3],
  ]);
  expect(messages[2]?.id).toBe(`${taskId}:6`);
});

test("a page begins where it is asked to, by place or by message, in either order", async () => {
  const taskId = await rewoundTwice();
  expect(await contents(taskId, { fromIndex: 1, limit: 2 })).toEqual(["m2", "m6"]);
  expect(await contents(taskId, { fromIndex: 2, order: "desc" })).toEqual(["m6", "m2", "m1"]);
  expect(await contents(taskId, { fromIndex: 99 })).toEqual([]);
  expect(await contents(taskId, { fromIndex: 99, order: "desc", limit: 1 })).toEqual(["m8"]);
  const fromMessageId = `${taskId}:6`;
  expect(await contents(taskId, { fromMessageId })).toEqual(["m6", "m8"]);
  const { nextCursor } = await read(taskId, { fromMessageId, limit: 1 });
  expect(await contents(taskId, { cursor: nextCursor ?? "" })).toEqual(["m8"]);
  const refused = (id: string) => read(taskId, { fromMessageId: id });
  await expect(refused(`${taskId}:3`)).rejects.toMatchObject({ code: "MESSAGE_OUT_OF_VIEW" });
  await expect(refused(`${world.ids.next()}:3`)).rejects.toMatchObject({ code: "FOREIGN_MESSAGE" });
  await expect(refused("x")).rejects.toMatchObject({ code: "FOREIGN_MESSAGE" });
});

test.each(["asc", "desc"] as const)("pages follow each other over rewinds, %s", async (order) => {
  const taskId = await rewoundTwice();
  for (const limit of [1, 2, 3, 4]) {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await read(taskId, { order, limit, cursor });
      seen.push(...page.messages.map(({ content }) => content));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    const whole = ["m1", "m2", "m6", "m8"];
    expect(seen).toEqual(order === "asc" ? whole : whole.toReversed());
  }
});

test("a page's cursor is of no use after a rewind", async () => {
  const taskId = await rewoundTwice();
  const { nextCursor } = await read(taskId, { limit: 2 });
  await rewindTo(of, { taskId, length: 0 });
  await expect(read(taskId, { limit: 2, cursor: nextCursor ?? "" })).rejects.toMatchObject({
    code: "INVALID_CURSOR",
  });
  expect(await read(taskId)).toMatchObject({ messages: [], messageCount: 0 });
});

test("tool calls and thinking are left out when they are declined; the places stay", async () => {
  const { taskId } = await addActiveContract(of);
  const call = { toolCallId: "c1" };
  await say(of, taskId, [
    { role: "user" },
    { role: "thinking" },
    { role: "tool_call", ...call },
    { role: "tool_result", ...call },
    { role: "assistant" },
  ]);
  expect(await contents(taskId)).toHaveLength(5);
  expect(await contents(taskId, { includeToolCalls: false })).toEqual(["user", "thinking", "assistant"]);
  expect(await contents(taskId, { includeThinking: false })).toHaveLength(4);
  const bare = await read(taskId, { includeToolCalls: false, includeThinking: false });
  expect(bare.messages.map(({ index }) => index)).toEqual([0, 4]);
});

test("a supervisor's conversation comes with its tasks and questions", async () => {
  const at = await addActiveContract(of);
  await say(of, at.taskId, counted(1, 2));
  const spawned = world.ids.next();
  await addTask(of, { contractId: at.contractId, taskId: spawned, parentTaskId: at.taskId });
  const asked = await addQuestion(of, at);
  const input = { params: { id: at.contractId }, query: { limit: 1, order: "desc" as const } };
  const { messages, ...shown } = await getSupervisorConversation(world, principal, input);
  expect(messages.map(({ content }) => content)).toEqual(["m2"]);
  expect(shown).toMatchObject({
    contractId: at.contractId,
    supervisorTaskId: at.taskId,
    phase: "plan",
    messageCount: 2,
    spawnedTasks: [spawned],
    pendingQuestions: [asked],
  });
});

const past = async (taskId: string, beforeSeq: number) =>
  (await pastMessages(world.db, { ownerId, taskId, beforeSeq })).map(({ place, content }) => [
    place,
    content,
  ]);

test("the past of a task is what is in view before a message", async () => {
  const taskId = await rewoundTwice();
  expect(await past(taskId, 8)).toEqual([
    [1, "m1"],
    [2, "m2"],
    [3, "m6"],
  ]);
  expect(await past(taskId, 9)).toEqual([
    [1, "m1"],
    [2, "m2"],
    [3, "m6"],
    [4, "m8"],
  ]);
  expect(await past(taskId, 1)).toEqual([]);
});

test("of a long past the first message is read, and the newest that a prompt can hold", async () => {
  const { taskId } = await addActiveContract(of);
  await say(of, taskId, [{ role: "user", content: "goal" }, ...counted(1, 210)]);
  const long = { role: "assistant", content: "x".repeat(250 * 1024) };
  await say(of, taskId, [long, ...counted(212, 411)]);
  const read = await past(taskId, 1000);
  expect(read.slice(0, 2)).toEqual([
    [1, "goal"],
    [13, "m12"],
  ]);
  expect(read.at(-1)).toEqual([412, "m411"]);
});

test("another owner's conversation does not exist", async () => {
  const { contractId, taskId } = await addActiveContract(of);
  const other = await of.newOwner();
  const query = { limit: 50, order: "asc" as const };
  for (const call of [
    () => getConversation(world, other, { params: { id: taskId }, query }),
    () => getSupervisorConversation(world, other, { params: { id: contractId }, query }),
    () => pastMessages(world.db, { ownerId: other.ownerId, taskId, beforeSeq: 1 }),
  ]) {
    await expect(call()).rejects.toMatchObject({ code: "NOT_FOUND" });
  }
});
