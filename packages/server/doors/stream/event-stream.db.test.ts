// Scripts that follow by server-sent events: they come back with the last id, see their own owner's topics, and hold no memory.
import { createTestDatabase } from "@makima/testkit/database";
import { openEvents, type ToldEvent } from "@makima/testkit/ports/open-events";
import type { PlantedRows } from "@makima/testkit/rows";
import { startServer, type TestServer } from "@makima/testkit/server";
import { appendStreamEvent, plantStreamRows, writeStreamRows } from "@makima/testkit/stream-rows";
import { createTestWorld, type TestWorld } from "@makima/testkit/world";
import { beforeAll, expect, test } from "vitest";

let server: TestServer;
let here: TestWorld;

beforeAll(async () => {
  const database = await createTestDatabase();
  here = await createTestWorld({}, database);
  server = await startServer({ database, apiKey: here.apiKey });
});

test("a reader that comes back with its last id misses nothing and repeats nothing", {
  timeout: 60_000,
}, async () => {
  const rows = await plant();
  const query = `?topic=contract:${rows.contractId}&topic=task:${rows.taskId}`;
  const [start] = await readSome(query, { count: 1 });
  const written = writeStreamRows(here, rows, COUNT);
  const told: ToldEvent[] = [];
  for (let life = 0; !isAll(told, rows); life += 1) {
    const lastEventId = told.at(-1)?.id ?? start?.id ?? "";
    const isEnough = (now: ToldEvent[]): boolean => isAll([...told, ...now], rows);
    told.push(...(await readSome(query, { lastEventId, count: 3 + ((life * 5) % 17), isEnough })));
  }
  await written;
  expect(numbersOf(told, { topic: `contract:${rows.contractId}`, kind: "event" })).toEqual(upTo(COUNT));
  for (const kind of ["event", "message", "output"]) {
    expect(numbersOf(told, { topic: `task:${rows.taskId}`, kind })).toEqual(upTo(COUNT));
  }
});

test("the cursor of an answer is taken as the place to go on from", async () => {
  const rows = await plant();
  const { cursor } = await server.client.getContract({ id: rows.contractId });
  await writeStreamRows(here, rows, 2);
  const query = `?topic=contract:${rows.contractId}&after=${cursor}`;
  const told = await readSome(query, { count: 4 });
  expect(numbersOf(told, { topic: `contract:${rows.contractId}`, kind: "event" })).toEqual([1, 2]);
  expect(told.map(({ event }) => event)).toEqual(["event", "task", "state", "event"]);
});

test("who may not read is refused before anything is said", async () => {
  const rows = await plant();
  const stranger = await here.newOwner();
  const { token } = await server.client.createStreamTicket({});
  const { cursor } = await server.client.getContract({ id: rows.contractId });
  const mine = `?topic=contract:${rows.contractId}`;
  const refusals = [
    [null, mine, 401, "UNAUTHORIZED"],
    ["mk_unknown", mine, 401, "UNAUTHORIZED"],
    [null, `${mine}&ticket=${token}`, 401, "UNAUTHORIZED"],
    [stranger.apiKey, mine, 404, "NOT_FOUND"],
    [stranger.apiKey, `?topic=task:${rows.taskId}`, 404, "NOT_FOUND"],
    [stranger.apiKey, `?topic=history:${rows.contractId}`, 404, "NOT_FOUND"],
    [stranger.apiKey, `?topic=owner&after=${cursor}`, 400, "INVALID_CURSOR"],
    [here.apiKey, `?topic=owner&after=${cursor}`, 400, "INVALID_CURSOR"],
    [here.apiKey, `${mine}&after=x`, 400, "INVALID_CURSOR"],
    [here.apiKey, "?topic=everything", 400, "VALIDATION"],
    [here.apiKey, "", 400, "VALIDATION"],
    [here.apiKey, "?topic=owner&kind=event", 400, "VALIDATION"],
  ] as const;
  for (const [apiKey, query, status, code] of refusals) {
    const { body, ...reader } = await openEvents({ url: server.url, apiKey }, { query });
    expect({ query, status: reader.status, code: body["code"] }).toEqual({ query, status, code });
  }
});

test("a reader that does not read is cut off, and the others go on", { timeout: 60_000 }, async () => {
  const rows = await plant();
  const query = `?topic=contract:${rows.contractId}`;
  const slow = await openEvents(server, { query });
  const quick = readSome(query, { count: 101 });
  const data = { text: "x".repeat(200_000) };
  for (let count = 0; count < 100; count += 1) {
    await appendStreamEvent(here, rows, { type: "task.progressed", data });
  }
  const { length } = await quick;
  expect(length).toBe(101);
  const told: ToldEvent[] = [];
  for await (const event of slow.events) told.push(event);
  expect(told.length).toBeLessThan(100);
});

test("a quiet stream says that it lives", { timeout: 60_000 }, async () => {
  const rows = await plant();
  const reader = await openEvents(server, { query: `?topic=contract:${rows.contractId}` });
  const seen: string[] = [];
  for await (const { event } of reader.events) {
    seen.push(event);
    if (event === "comment") break;
  }
  reader.close();
  expect(seen).toEqual(["live", "comment"]);
});

test("the stream of a revoked key ends, and the streams of a server that stops", async () => {
  const { id, key } = await server.client.createKey({ name: "short" });
  const revoked = await openEvents({ url: server.url, apiKey: key }, { query: "?topic=owner" });
  await server.client.revokeKey({ id });
  await drain(revoked.events);
  const second = await startServer({ database: server.database, apiKey: server.apiKey });
  const reader = await openEvents(second, { query: "?topic=owner" });
  const ended = second.stop();
  await drain(reader.events);
  expect(await ended).toBe(0);
});

const COUNT = 40;

async function readSome(
  query: string,
  {
    lastEventId,
    count,
    isEnough = () => false,
  }: { lastEventId?: string; count: number; isEnough?: (now: ToldEvent[]) => boolean },
): Promise<ToldEvent[]> {
  const of = lastEventId === undefined ? { query } : { query, lastEventId };
  const reader = await openEvents(server, of);
  const told: ToldEvent[] = [];
  for await (const event of reader.events) {
    if (event.event !== "comment") told.push(event);
    if (told.length >= count || isEnough(told)) break;
  }
  reader.close();
  return told;
}

async function drain(events: AsyncIterable<ToldEvent>): Promise<void> {
  for await (const _ of events) {
    // Only its end is waited for.
  }
}

const isAll = (told: readonly ToldEvent[], { contractId, taskId }: PlantedRows): boolean =>
  numbersOf(told, { topic: `contract:${contractId}`, kind: "event" }).length >= COUNT &&
  ["event", "message", "output"].every(
    (kind) => numbersOf(told, { topic: `task:${taskId}`, kind }).length >= COUNT,
  );

function numbersOf(
  told: readonly ToldEvent[],
  { topic, kind }: { topic: string; kind: string },
): (number | undefined)[] {
  return told
    .filter(({ event, data }) => event === kind && data["topic"] === topic)
    .map(({ data }) => data["data"] as { number?: number; seq?: number })
    .map(({ number, seq }) => number ?? seq);
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);
const plant = (): Promise<PlantedRows> => plantStreamRows(here);
