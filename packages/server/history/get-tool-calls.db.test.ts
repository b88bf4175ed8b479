// Tool calls with their results, and what they printed.
import { addActiveContract } from "@makima/testkit/contracts";
import { print, rewindTo, say } from "@makima/testkit/messages";
import { createTestWorld } from "@makima/testkit/world";
import { expect, test } from "vitest";
import { getOutput, getToolCalls } from "./history.ts";

const of = await createTestWorld();
const { world, principal } = of;

const calls = (taskId: string, query: { limit?: number; cursor?: string | undefined } = {}) =>
  getToolCalls(world, principal, { params: { id: taskId }, query: { limit: 50, ...query } });

test("each call stands with its result, or open", async () => {
  const { taskId } = await addActiveContract(of);
  await say(of, taskId, [
    { role: "tool_call", toolCallId: "a" },
    { role: "tool_call", toolCallId: "b" },
    { role: "tool_result", toolCallId: "b", content: "no", isError: true, durationMs: 7 },
    { role: "tool_result", toolCallId: "a", content: "yes" },
    { role: "tool_call", toolCallId: "c" },
  ]);
  const { items } = await calls(taskId);
  expect(items).toMatchObject([
    { toolCallId: "a", toolName: "run", toolInput: { command: "ls" }, output: "yes", isError: false },
    { toolCallId: "b", output: "no", isError: true, durationMs: 7 },
    { toolCallId: "c", output: null, endedAt: null, durationMs: null },
  ]);
  const [a] = items;
  expect(a?.durationMs).toBe(Date.parse(a?.endedAt ?? "") - Date.parse(a?.startedAt ?? ""));
});

test("an id that an agent uses again has each result with its own call", async () => {
  const { taskId } = await addActiveContract(of);
  await say(of, taskId, [
    { role: "tool_call", toolCallId: "a" },
    { role: "tool_result", toolCallId: "a", content: "first" },
    { role: "tool_call", toolCallId: "a" },
    { role: "tool_result", toolCallId: "a", content: "second" },
  ]);
  expect((await calls(taskId)).items.map(({ output }) => output)).toEqual(["first", "second"]);
});

test("calls out of view are not told, and a result behind the rewind does not count", async () => {
  const { taskId } = await addActiveContract(of);
  await say(of, taskId, [
    { role: "tool_call", toolCallId: "a" },
    { role: "tool_result", toolCallId: "a", content: "gone" },
    { role: "tool_call", toolCallId: "b" },
  ]);
  await rewindTo(of, { taskId, length: 1 });
  expect((await calls(taskId)).items).toMatchObject([{ toolCallId: "a", output: null }]);
});

test("pages follow each other", async () => {
  const { taskId } = await addActiveContract(of);
  await say(
    of,
    taskId,
    ["a", "b", "c"].flatMap((toolCallId) => [
      { role: "tool_call", toolCallId },
      { role: "tool_result", toolCallId },
    ]),
  );
  const first = await calls(taskId, { limit: 2 });
  const second = await calls(taskId, { limit: 2, cursor: first.nextCursor ?? "" });
  expect([...first.items, ...second.items].map(({ toolCallId }) => toolCallId)).toEqual(["a", "b", "c"]);
  expect(second.nextCursor).toBeNull();
  expect((await calls((await addActiveContract(of)).taskId)).items).toEqual([]);
});

type Query = Partial<Parameters<typeof getOutput>[2]["query"]>;
const printed = (taskId: string, query: Query = {}) =>
  getOutput(world, principal, { params: { id: taskId }, query: { limit: 50, order: "asc", ...query } });

test("output is read in both orders, in pages, and by what printed it", async () => {
  const { taskId } = await addActiveContract(of);
  for (const text of ["1", "2", "3"]) await print(of, { taskId, text, toolCallId: "a" });
  await print(of, { taskId, text: "4" });
  const texts = async (query: Query) => (await printed(taskId, query)).items.map(({ text }) => text);
  expect(await texts({})).toEqual(["1", "2", "3", "4"]);
  expect(await texts({ stream: "agent" })).toEqual(["4"]);
  expect(await texts({ toolCallId: "a", order: "desc" })).toEqual(["3", "2", "1"]);
  for (const order of ["asc", "desc"] as const) {
    const first = await printed(taskId, { order, limit: 2 });
    const rest = await texts({ order, limit: 2, cursor: first.nextCursor ?? "" });
    expect([...first.items.map(({ text }) => text), ...rest]).toEqual(await texts({ order }));
  }
});

test("another owner's calls and output do not exist", async () => {
  const { taskId } = await addActiveContract(of);
  const other = await of.newOwner();
  const params = { id: taskId };
  await expect(getToolCalls(world, other, { params, query: { limit: 5 } })).rejects.toMatchObject({
    code: "NOT_FOUND",
  });
  await expect(getOutput(world, other, { params, query: { limit: 5, order: "asc" } })).rejects.toMatchObject({
    code: "NOT_FOUND",
  });
});
