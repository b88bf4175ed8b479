// The whole conversation as it is seen from the head, in pages, and every call in it with a result.
import { addActiveContract } from "@makima/testkit/contracts";
import { rewindTo, type Said, say } from "@makima/testkit/messages";
import { createTestWorld } from "@makima/testkit/world";
import { expect, test } from "vitest";
import { pagePast } from "./history.ts";

const of = await createTestWorld();
const { ownerId } = of.principal;

const END = Number.MAX_SAFE_INTEGER;
const page = (taskId: string, fromIndex = 0, beforeSeq = END) =>
  pagePast(of.world.db, { ownerId, taskId, fromIndex, beforeSeq });

async function all(taskId: string, beforeSeq = END) {
  const pages = [await page(taskId, 0, beforeSeq)];
  for (let next = pages[0]?.nextIndex ?? null; next !== null; next = pages.at(-1)?.nextIndex ?? null)
    pages.push(await page(taskId, next, beforeSeq));
  return { pages: pages.length, messages: pages.flatMap(({ messages }) => messages) };
}

const counted = (count: number): Said[] =>
  Array.from({ length: count }, (_, n) => ({ role: "assistant", content: `m${n}` }));

test("all of it comes in pages, without a cut", async () => {
  const { taskId } = await addActiveContract(of);
  const long = { role: "assistant", content: "x".repeat(1_200_000) } as const;
  const said: Said[] = [...counted(60), long, long, { role: "thinking", content: "hm" }];
  await say(of, taskId, said);
  const { pages, messages } = await all(taskId);
  expect(pages).toBe(3);
  expect(messages.map(({ role, content }) => ({ role, content }))).toEqual(said);
});

test("what came after a message, and what went out of view, is not told", async () => {
  const { taskId } = await addActiveContract(of);
  await say(of, taskId, counted(5));
  await rewindTo(of, { taskId, length: 2 });
  await say(of, taskId, [{ role: "user", content: "again" }]);
  const { messages } = await all(taskId);
  expect(messages.map(({ content }) => content)).toEqual(["m0", "m1", "again"]);
  expect((await all(taskId, 6)).messages).toHaveLength(2);
  expect((await all(taskId, 1)).messages).toEqual([]);
});

test("a call whose result went out of view is closed behind it, and one whose result stands on a later page is not", async () => {
  const { taskId } = await addActiveContract(of);
  const called = (id: string): Said => ({ role: "tool_call", content: "", toolCallId: id });
  const result: Said = { role: "tool_result", content: "done", toolCallId: "a" };
  await say(of, taskId, [called("a"), ...counted(60), result, called("b"), { ...result, toolCallId: "b" }]);
  await rewindTo(of, { taskId, length: 63 });
  const { messages } = await all(taskId);
  expect(messages.filter(({ role }) => role.startsWith("tool"))).toMatchObject([
    { role: "tool_call", toolCallId: "a" },
    { role: "tool_result", toolCallId: "a", content: "done", isError: false },
    { role: "tool_call", toolCallId: "b" },
    { role: "tool_result", toolCallId: "b", isError: true },
  ]);
  expect(messages).toHaveLength(64);
});

test("another owner's conversation does not exist", async () => {
  const { taskId } = await addActiveContract(of);
  const other = await of.newOwner();
  const asked = { ownerId: other.ownerId, taskId, fromIndex: 0, beforeSeq: END };
  await expect(pagePast(of.world.db, asked)).rejects.toMatchObject({ code: "NOT_FOUND" });
});
