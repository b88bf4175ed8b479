// The timeline: one order over all of an owner's contracts, with filters and pages; and what reviewers found.
import { addActiveContract, addTask } from "@makima/testkit/contracts";
import { numberFeeds } from "@makima/testkit/events";
import { addCheckpoint, addFinding, say } from "@makima/testkit/messages";
import { createTestWorld } from "@makima/testkit/world";
import { expect, test } from "vitest";
import { pauseContract } from "../supervisors/supervisors.ts";
import { getCheckpoints, getTimeline, listFindings } from "./history.ts";

const of = await createTestWorld();
const { world, principal } = of;

const one = await addActiveContract(of);
const two = await addActiveContract(of);
const worker = world.ids.next();
await addTask(of, {
  contractId: two.contractId,
  taskId: worker,
  parentTaskId: two.taskId,
  name: "100% wool",
});
await pauseContract(world, principal, { params: { id: one.contractId }, body: {} });
await numberFeeds(world);

type Query = Partial<Parameters<typeof getTimeline>[2]["query"]>;
const list = (query: Query = {}, who = principal) =>
  getTimeline(world, who, { query: { limit: 200, order: "asc", ...query } });
const types = async (query: Query = {}) => (await list(query)).items.map(({ type }) => type);

const begun = [
  "contract.created",
  "contract.checked",
  "contract.started",
  "task.spawned",
  "supervisor.state_changed",
];

const paused = ["contract.paused", "supervisor.state_changed"];

test("all contracts stand in one order, each contract's events in its own", async () => {
  const { items } = await list();
  expect(items).toHaveLength(2 * begun.length + paused.length + 1);
  for (const { contractId } of [one, two]) {
    const numbers = items.filter((event) => event.contractId === contractId).map(({ number }) => number);
    expect(numbers).toEqual(numbers.map((_, n) => n + 1));
  }
  expect((await list({ order: "desc" })).items).toEqual(items.toReversed());
});

test("of one contract the journal is read, with what has no number in the feed yet", async () => {
  expect(await types({ contractId: one.contractId })).toEqual([...begun, ...paused]);
});

test.each<[string, Query, readonly string[]]>([
  ["a task", { taskId: worker }, ["task.spawned"]],
  ["a type", { type: "contract.paused" }, ["contract.paused"]],
  ["beginnings of types", { contractId: one.contractId, type: ["task.", "phase."] }, ["task.spawned"]],
  ["a task and a type", { taskId: worker, type: "run" }, []],
  ["a time that was not yet", { from: "1999-01-01T00:00:00Z", to: "1999-01-02T00:00:00Z" }, []],
  ["a piece of text", { q: "100% WOOL" }, ["task.spawned"]],
  ["a time to come", { from: "2999-01-01T00:00:00Z" }, []],
  ["a time long past", { to: "1999-01-01T00:00:00Z" }, []],
])("it is filtered by %s", async (_, query, found) => {
  expect(await types(query)).toEqual(found);
});

test("it is filtered by time, both ends included", async () => {
  const { items } = await list();
  const [third] = items.slice(2);
  const from = third?.createdAt;
  const found = (await list({ from })).items.map(({ createdAt }) => createdAt >= (from ?? ""));
  expect(found.length).toBeGreaterThan(0);
  expect(found).not.toContain(false);
});

test.each<Query>([
  {},
  { contractId: two.contractId },
  { order: "desc" },
  { type: ["contract", "supervisor"] },
  { type: ["contract", "supervisor"], order: "desc" },
  { from: "1999-01-01T00:00:00Z", to: "2999-01-01T00:00:00Z" },
  { q: "w" },
])("pages follow each other: %j", async (query) => {
  const seen = await pagesOf((cursor) => list({ ...query, limit: 2, cursor }));
  expect(seen).toEqual((await list(query)).items);
});

test.each<[string, Query]>([
  ["UNKNOWN_TYPE", { type: ["task", "%"] }],
  ["TIMES_REVERSED", { from: "2030-01-02T00:00:00Z", to: "2030-01-01T00:00:00Z" }],
  ["INVALID_CURSOR", { cursor: "bm8" }],
])("what nobody can mean is refused: %s", async (code, query) => {
  await expect(list(query)).rejects.toMatchObject({ code });
});

test("a contract's events of a type and a time are the same ones, with and without a number in the feed", async () => {
  const { contractId } = await addActiveContract(of);
  await numberFeeds(world);
  await pauseContract(world, principal, { params: { id: contractId }, body: {} });
  for (const isNumbered of [false, true]) {
    if (isNumbered) await numberFeeds(world);
    const { items } = await list({ contractId });
    const times = [undefined, ...new Set(items.map(({ createdAt }) => createdAt))];
    for (const type of [undefined, "supervisor", "contract"])
      for (const from of times)
        for (const to of times) {
          if (from !== undefined && to !== undefined && from > to) continue;
          const wanted = items.filter(
            (event) =>
              event.type.startsWith(type ?? "") &&
              (from ?? "") <= event.createdAt &&
              event.createdAt <= (to ?? "9"),
          );
          const query: Query = { contractId, type, from, to };
          expect((await list(query)).items).toEqual(wanted);
          const back = await pagesOf((cursor) => list({ ...query, order: "desc", limit: 2, cursor }));
          expect(back).toEqual(wanted.toReversed());
        }
  }
});

test("what comes after a page is behind its cursor, and in no page of that moment", async () => {
  const before = await list();
  const three = await addActiveContract(of);
  expect((await list()).items).toEqual(before.items);
  expect((await list()).cursor).toBe(before.cursor);
  await numberFeeds(world);
  const after = await list();
  expect(after.items.slice(0, before.items.length)).toEqual(before.items);
  expect(after.items.slice(before.items.length).map(({ contractId }) => contractId)).toEqual(
    begun.map(() => three.contractId),
  );
  expect(after.cursor).not.toBe(before.cursor);
});

type Page<Item> = { items: Item[]; nextCursor: string | null };

/** What stands on all pages. */
async function pagesOf<Item>(page: (cursor?: string) => Promise<Page<Item>>): Promise<Item[]> {
  const items: Item[] = [];
  let cursor: string | undefined;
  do {
    const { items: found, nextCursor } = await page(cursor);
    items.push(...found);
    cursor = nextCursor ?? undefined;
  } while (cursor !== undefined);
  return items;
}

test("findings are listed with their contract, oldest first", async () => {
  for (const text of ["a hole", "a knot"]) await addFinding(of, { ...two, text });
  const found = await pagesOf((cursor) =>
    listFindings(world, principal, { params: { id: two.contractId }, query: { limit: 1, cursor } }),
  );
  expect(found).toMatchObject([
    { text: "a hole", severity: "major", files: ["a.ts"], taskId: two.taskId, contractId: two.contractId },
    { text: "a knot" },
  ]);
});

test("checkpoints are listed in the order of their numbers, each with its place in the conversation", async () => {
  await addCheckpoint(of, { taskId: worker, number: 1 });
  await say(of, worker, [{ role: "user" }, { role: "assistant" }]);
  await addCheckpoint(of, { taskId: worker, number: 2 });
  const found = await pagesOf((cursor) =>
    getCheckpoints(world, principal, { params: { id: worker }, query: { limit: 1, cursor } }),
  );
  expect(found).toMatchObject([
    { taskId: worker, number: 1, messageId: null, messageIndex: -1, bundled: false },
    { number: 2, messageId: `${worker}:2`, messageIndex: 1 },
  ]);
});

test("another owner sees none of it", async () => {
  const other = await of.newOwner();
  expect((await list({}, other)).items).toEqual([]);
  expect((await list({ taskId: worker }, other)).items).toEqual([]);
  await expect(list({ contractId: one.contractId }, other)).rejects.toMatchObject({ code: "NOT_FOUND" });
  const query = { limit: 5 };
  await expect(listFindings(world, other, { params: { id: two.contractId }, query })).rejects.toMatchObject({
    code: "NOT_FOUND",
  });
  await expect(getCheckpoints(world, other, { params: { id: worker }, query })).rejects.toMatchObject({
    code: "NOT_FOUND",
  });
});
