// Watchers: a reconnect misses nothing and repeats nothing, topics are the owner's own, and who is too slow is cut off.

import type { Topic } from "@makima/protocol/stream";
import { createTestDatabase } from "@makima/testkit/database";
import { openWatcher } from "@makima/testkit/ports/open-watcher";
import type { PlantedRows } from "@makima/testkit/rows";
import { startServer, type TestServer } from "@makima/testkit/server";
import { appendStreamEvent, plantStreamRows, writeStreamRows } from "@makima/testkit/stream-rows";
import { createTestWorld, type TestWorld } from "@makima/testkit/world";
import fc from "fast-check";
import { beforeAll, expect, onTestFinished, test } from "vitest";
import { linkDoorbell } from "../../link-doorbell.ts";

let server: TestServer;
let here: TestWorld;
let stranger: { apiKey: string };
let client: TestServer["client"];

beforeAll(async () => {
  const database = await createTestDatabase();
  here = await createTestWorld({}, database);
  server = await startServer({ database, apiKey: here.apiKey });
  client = server.client;
  stranger = await here.newOwner();
});

test("a watcher that reconnects at any moment misses nothing and repeats nothing", {
  timeout: 60_000,
}, async () => {
  const unlink = linkDoorbell(here.world);
  onTestFinished(unlink);
  const cuts = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 6 });
  const kinds = fc.constantFrom<("contract" | "task" | "owner")[]>("contract", "task", "owner");
  await fc.assert(
    fc.asyncProperty(cuts, kinds, fc.integer({ min: 20, max: 120 }), async (lives, kind, count) => {
      const rows = await plant();
      const topic: Topic =
        kind === "owner" ? "owner" : kind === "task" ? `task:${rows.taskId}` : `contract:${rows.contractId}`;
      const start = await placeNow(topic);
      const written = write(rows, count);
      const seen = await watchInPieces(topic, {
        lives,
        after: start,
        isAll: (told) => isAll(told, { kind, count }),
      });
      await written;
      expect(seen.filter(({ kind: of }) => of === "event").map(numberOf)).toEqual(upTo(count));
      const ofTask = kind === "task" ? upTo(count) : [];
      expect(numbersOf(seen, "message")).toEqual(ofTask);
      expect(numbersOf(seen, "output")).toEqual(ofTask);
    }),
    { numRuns: 12 },
  );
});

test("each change comes behind the thing that it changed, as it is, and only with the change the cursor moves", async () => {
  const rows = await plant();
  const topic: Topic = `contract:${rows.contractId}`;
  await write(rows, 1);
  const start = (await client.getContract({ id: rows.contractId })).cursor ?? "";
  await append(rows, { type: "task.waiting", data: { name: "planted" } });
  await append(rows, { type: "question.asked", data: { questionId: rows.questionId, question: "which?" } });
  await append(rows, { type: "supervisor.state_changed", data: { state: "waiting_for_user" } });
  const frames = await take(topic, { after: start, count: 6 });
  expect(frames.map(({ kind }) => kind)).toEqual(["task", "event", "question", "event", "state", "event"]);
  expect(frames[0]?.data).toMatchObject({ id: rows.taskId, status: "waiting" });
  expect(frames[2]?.data).toMatchObject({ id: rows.questionId, status: "pending" });
  expect(frames[4]?.data).toMatchObject({ contractId: rows.contractId, state: "waiting_for_user" });
  expect(frames[0]?.cursor).toBe(start);
  const again = await take(topic, { after: frames[1]?.cursor ?? "", count: 1 });
  expect(again[0]).toEqual(frames[2]);
});

test("another owner's topics, forged cursors and unknown requests are refused", async () => {
  const rows = await plant();
  const watcher = await openWatcher({ url: server.url, apiKey: stranger.apiKey });
  for (const subscribe of [`contract:${rows.contractId}`, `task:${rows.taskId}`]) {
    watcher.send(JSON.stringify({ subscribe }));
  }
  const { cursor } = await client.getContract({ id: rows.contractId });
  for (const after of ["x", cursor, Buffer.from("owner:x@1").toString("base64url")]) {
    watcher.send(JSON.stringify({ subscribe: "owner", after }));
  }
  await expect.poll(() => watcher.frames.length).toBe(5);
  const errors = watcher.frames.map((frame) => ("error" in frame ? frame.error : "none"));
  expect(errors.toSorted()).toEqual([...Array<string>(3).fill("INVALID_CURSOR"), "NOT_FOUND", "NOT_FOUND"]);
  watcher.send('{"subscribe":"everything"}');
  expect(await watcher.closed).toBe(4400);
});

test("a watcher that does not read is cut off, and the others go on", { timeout: 60_000 }, async () => {
  const rows = await plant();
  const topic: Topic = `contract:${rows.contractId}`;
  const [slow, quick] = [await openWatcher(server), await openWatcher(server)];
  for (const watcher of [slow, quick]) watcher.send(JSON.stringify({ subscribe: topic }));
  await expect.poll(() => slow.frames.length + quick.frames.length).toBe(2);
  slow.stall();
  const data = { text: "x".repeat(200_000) };
  for (let count = 0; count < 100; count++) await append(rows, { type: "task.progressed", data });
  await expect
    .poll(() => quick.frames.filter((frame) => "kind" in frame && frame.kind === "event").length, {
      timeout: 20_000,
    })
    .toBe(100);
  slow.read();
  expect([4008, 1006]).toContain(await slow.closed);
  expect(slow.frames.length).toBeLessThan(100);
  quick.close();
});

test("the stream of a revoked key is closed", async () => {
  const { id, key } = await client.createKey({ name: "short" });
  const watcher = await openWatcher({ url: server.url, apiKey: key });
  await client.revokeKey({ id });
  expect(await watcher.closed).toBe(4401);
});

test("a stopping server sends its watchers away", async () => {
  const second = await startServer({ database: server.database, apiKey: server.apiKey });
  const watcher = await openWatcher(second);
  const ended = second.stop();
  expect(await watcher.closed).toBe(1001);
  expect(await ended).toBe(0);
});

type Told = { kind: string; cursor: string | null; data: Record<string, unknown> };

/** Watches a topic in several lives, each of which ends after so many frames, until all has been told. */
async function watchInPieces(
  topic: Topic,
  {
    lives,
    after,
    isAll,
  }: { lives: readonly number[]; after: string; isAll: (told: readonly Told[]) => boolean },
): Promise<Told[]> {
  const told: Told[] = [];
  let cursor = after;
  for (let life = 0; !isAll(told); life++) {
    const count = lives[life] ?? Number.POSITIVE_INFINITY;
    const frames = await take(topic, { after: cursor, count, isEnough: (now) => isAll([...told, ...now]) });
    told.push(...frames);
    cursor = frames.at(-1)?.cursor ?? cursor;
  }
  return told;
}

async function take(
  topic: Topic,
  {
    after,
    count,
    isEnough = () => false,
  }: { after: string; count: number; isEnough?: (told: Told[]) => boolean },
): Promise<Told[]> {
  const frames: Told[] = [];
  for await (const frame of client.stream({ topics: [topic], after: { [topic]: after } })) {
    if ("live" in frame) continue;
    frames.push(frame);
    if (frames.length >= count || isEnough(frames)) break;
  }
  return frames;
}

function isAll(told: readonly Told[], { kind, count }: { kind: string; count: number }): boolean {
  const of = (wanted: string) => told.filter((frame) => frame.kind === wanted).length;
  const events = of("event") === count;
  return events && (kind !== "task" || (of("message") === count && of("output") === count));
}

async function placeNow(topic: Topic): Promise<string> {
  for await (const frame of client.stream({ topics: [topic] })) {
    if ("live" in frame) return frame.cursor;
  }
  throw new Error("the stream ended");
}

const numbersOf = (told: readonly Told[], kind: string): unknown[] =>
  told.filter((frame) => frame.kind === kind).map(({ data }) => data["seq"]);
const numberOf = ({ data }: Told): unknown => data["number"];
const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);
const plant = (): Promise<PlantedRows> => plantStreamRows(here);
const write = (rows: PlantedRows, count: number): Promise<void> => writeStreamRows(here, rows, count);
const append = (rows: PlantedRows, event: Parameters<typeof appendStreamEvent>[2]): Promise<void> =>
  appendStreamEvent(here, rows, event);
