// The owner's feed holds every event of every contract once, each contract's in its own order, however many servers number it.
import { plantContract } from "@makima/testkit/rows";
import { createTestWorld, type TestWorld } from "@makima/testkit/world";
import { beforeEach, expect, test } from "vitest";
import { statement, type Tx } from "../db/database.ts";
import { appendEvents, SERVER } from "../journal/journal.ts";
import { numberFeed } from "./number-feed.ts";

let here: TestWorld;

beforeEach(async () => {
  here = await createTestWorld();
});

const FEED = statement(
  "whole-feed",
  "select number::int as number, contract_id, event_number::int as event from feed where owner_id = $1 order by number",
);

type FeedRow = { number: number; contract_id: string; event: number };

const feed = (): Promise<FeedRow[]> => here.world.db.rows<FeedRow>(FEED, [here.principal.ownerId]);

const plant = async (): Promise<string> =>
  (await plantContract(here.database, here.world.ids, here.principal)).contractId;

const append = (tx: Tx, contractId: string): Promise<void> =>
  appendEvents(tx, { ownerId: here.principal.ownerId, contractId }, [
    { type: "task.waiting", actor: SERVER, phase: "plan", data: {} },
  ]);

test("many writers and several numberers at once leave no gap and no double", async () => {
  const contracts = await Promise.all([plant(), plant(), plant()]);
  const write = async (contractId: string) => {
    for (let count = 0; count < 40; count++) await here.world.db.transaction((tx) => append(tx, contractId));
  };
  let isOver = false;
  const number = async () => {
    while (!isOver) await numberFeed.round(here.world);
  };
  const numbering = Promise.all([number(), number()]);
  await Promise.all([...contracts, ...contracts].map(write));
  isOver = true;
  await numbering;
  await numberFeed.round(here.world);
  const rows = await feed();
  expect(rows.map((row) => row.number)).toEqual(Array.from({ length: 240 }, (_, index) => index + 1));
  for (const id of contracts) {
    const events = rows.filter(({ contract_id }) => contract_id === id).map(({ event }) => event);
    expect(events).toEqual(Array.from({ length: 80 }, (_, index) => index + 1));
  }
});

test("an event that is committed late is not passed over", async () => {
  const [slow, quick] = [await plant(), await plant()];
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const late = here.world.db.transaction(async (tx) => {
    await append(tx, slow);
    await held;
  });
  await here.world.db.transaction((tx) => append(tx, quick));
  await expect.poll(async () => (await numberFeed.round(here.world), (await feed()).length)).toBe(1);
  release();
  await late;
  expect(await numberFeed.round(here.world)).toEqual({ did: 1, isAll: true });
  expect((await feed()).map(({ contract_id }) => contract_id)).toEqual([quick, slow]);
  expect(await numberFeed.round(here.world)).toMatchObject({ did: 0 });
});
