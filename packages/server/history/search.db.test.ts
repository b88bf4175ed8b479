// The search: over messages, output and goals of one owner, in any language, with excerpts and pages.
import { addActiveContract, addTask } from "@makima/testkit/contracts";
import { settleHistories } from "@makima/testkit/events";
import { print, rewindTo, say } from "@makima/testkit/messages";
import { createTestWorld } from "@makima/testkit/world";
import { expect, test } from "vitest";
import { getHistoryLag, search } from "./history.ts";

const of = await createTestWorld();
const { world, principal } = of;

type Query = Partial<Parameters<typeof search>[2]["query"]>;
const find = (q: string, query: Query = {}, who = principal) =>
  search(world, who, { query: { limit: 50, q, ...query } });

async function contractThatSays(...contents: string[]) {
  const contract = await addActiveContract(of);
  await say(
    of,
    contract.taskId,
    contents.map((content) => ({ role: "assistant", content })),
  );
  await settleHistories(world);
  return contract;
}

/** How often it is found in the contract. */
const count = async (q: string, contractId: string) => (await find(q, { contractId })).items.length;

const marked = (hit: Awaited<ReturnType<typeof find>>["items"][number] | undefined) =>
  hit?.excerpt.map(({ text, hit: isHit }) => (isHit ? `[${text}]` : text)).join("");

test.each([
  ["one word", "zebra", "A Zebra crossed the road", "A [Zebra] crossed the road"],
  ["part of an identifier", "retry", "see max_retry_count in it", "see max_[retry]_count in it"],
  ["an identifier", "max_retry_count", "see max_retry_count in it", "see [max]_[retry]_[count] in it"],
  ["a path's name", "reader.ts", "open src/db/reader.ts now", "open src/db/[reader].[ts] now"],
  ["the beginning of the last word", "open zeb", "open the zebra", "[open] the [zebra]"],
  ["accents in any case", "NAÏVE", "How naïve it is", "How [naïve] it is"],
  ["Cyrillic", "привет", "Привет мир", "[Привет] мир"],
  ["Chinese without spaces", "检索", "全文检索很快", "全文[检][索]很快"],
  ["a tag", "Foo", "render <Foo/> once", "render <[Foo]/> once"],
  ["a flag", "--no-open", "run it with --no-open", "run it with --[no]-[open]"],
])("it finds %s", async (_, q, content, shown) => {
  const { contractId, taskId } = await contractThatSays(content);
  const { items } = await find(q, { contractId });
  expect(items).toMatchObject([
    { kind: "message", taskId, messageId: `${taskId}:1`, inView: true, role: "assistant" },
  ]);
  expect(marked(items[0])).toBe(shown);
});

test("words in a row, words that are not to be there, and alternatives", async () => {
  const { contractId } = await contractThatSays("red apple pie", "apple red pie", "green pear");
  expect(await count('"red apple"', contractId)).toBe(1);
  expect(await count("red pie", contractId)).toBe(2);
  expect(await count('pie -"red apple"', contractId)).toBe(1);
  expect(await count("pear or pie", contractId)).toBe(3);
  expect(await count("%' or 1=1 & | ! :*", contractId)).toBe(0);
});

test("a contract's goal, a task's plan, output and the input of a tool are found too", async () => {
  const { contractId, taskId } = await contractThatSays();
  const workerId = world.ids.next();
  await addTask(of, { contractId, taskId: workerId, parentTaskId: taskId, name: "Quokka keeper" });
  await say(of, workerId, [{ role: "tool_call", toolCallId: "c1", content: "" }]);
  for (const text of ["first half quo", "kka second half\n"])
    await print(of, { taskId: workerId, text, toolCallId: "c1" });
  await settleHistories(world);
  const { items } = await find("quokka", { contractId });
  expect(new Set(items.map(({ kind }) => kind))).toEqual(new Set(["goal", "output"]));
  expect(items.find(({ kind }) => kind === "output")).toMatchObject({
    outputSeq: 1,
    taskId: workerId,
    messageId: null,
  });
  expect(items[0]).toMatchObject({ kind: "goal", taskName: "Quokka keeper" });
  expect((await find("quokka", { contractId, kind: "output" })).items).toHaveLength(1);
  expect(await count("ls", contractId)).toBe(1);
});

test("what is out of view after a rewind is still found, and says so", async () => {
  const { contractId, taskId } = await contractThatSays("marmot one", "marmot two");
  await rewindTo(of, { taskId, length: 1 });
  const { items } = await find("marmot", { contractId });
  expect(new Map(items.map(({ messageId, inView }) => [messageId, inView]))).toEqual(
    new Map([
      [`${taskId}:1`, true],
      [`${taskId}:2`, false],
    ]),
  );
});

test("a long message is found by its end", async () => {
  const { contractId } = await contractThatSays(`${"word ".repeat(20_000)} wombat at the end`);
  const { items } = await find("wombat", { contractId });
  expect(items).toHaveLength(1);
  expect(marked(items[0])).toContain("[wombat] at the end");
});

test("pages follow each other, the best first, and what comes later does not disturb them", async () => {
  const { contractId, taskId } = await contractThatSays(
    ...Array.from({ length: 7 }, (_, n) => `ibex ${"ibex ".repeat(n)} and some other words ${n}`),
  );
  const whole = (await find("ibex", { contractId })).items;
  expect(whole.map(({ rank }) => rank)).toEqual(whole.map(({ rank }) => rank).toSorted((a, b) => b - a));
  const seen: unknown[] = [];
  let cursor: string | undefined;
  do {
    const page = await find("ibex", { contractId, limit: 2, cursor });
    seen.push(...page.items);
    cursor = page.nextCursor ?? undefined;
    await say(of, taskId, [{ role: "assistant", content: "ibex ibex ibex" }]);
    await settleHistories(world);
  } while (cursor !== undefined);
  expect(seen).toEqual(whole);
});

test("another owner finds none of it", async () => {
  const { contractId } = await contractThatSays("axolotl");
  const other = await of.newOwner();
  expect((await find("axolotl")).items).toHaveLength(1);
  expect((await find("axolotl", {}, other)).items).toEqual([]);
  await expect(find("axolotl", { contractId }, other)).rejects.toMatchObject({ code: "NOT_FOUND" });
});

test.each(["", "  ", "-zebra", '""', "/ . _"])("a query without a word is refused: %j", async (q) => {
  await expect(find(q)).rejects.toMatchObject({ code: "EMPTY_QUERY", details: { field: "q" } });
});

test("a cursor of another query is refused", async () => {
  const { contractId } = await contractThatSays("lemur 1", "lemur 2");
  const { nextCursor } = await find("lemur", { contractId, limit: 1 });
  await expect(find("zebra", { contractId, limit: 1, cursor: nextCursor ?? "" })).rejects.toMatchObject({
    code: "INVALID_CURSOR",
  });
});

test("how far the index is behind is counted, and it comes to rest", async () => {
  const { taskId } = await contractThatSays();
  expect(await getHistoryLag(world, principal)).toEqual({ unnumbered: 0, words: 0, output: 0 });
  await say(of, taskId, [{ role: "assistant" }]);
  await print(of, { taskId, text: "one" });
  expect(await getHistoryLag(world, principal)).toEqual({ unnumbered: 1, words: 0, output: 1 });
  expect(await getHistoryLag(world, await of.newOwner())).toEqual({ unnumbered: 0, words: 0, output: 0 });
  await settleHistories(world);
  expect(await getHistoryLag(world, principal)).toEqual({ unnumbered: 0, words: 0, output: 0 });
});
