// A transaction whose COMMIT goes right behind its writes is there as a whole, or not at all.
import { createTestWorld } from "@makima/testkit/world";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { CommitUnknown, isDuplicate, openDatabase, statement } from "./database.ts";

const of = await createTestWorld();
const { world } = of;
const { db } = world;

const MAKE = statement("make-noted", "create table if not exists noted (id integer primary key)");
const EMPTY = statement("empty-noted", "truncate noted");
const NOTE = statement("note", "insert into noted (id) values ($1)");
const NOTED = statement("noted", "select id from noted order by id");
const NOTE_UNMOVED = statement(
  "note-unmoved",
  "insert into noted (id) select case when $1 then 7 else moved() end",
);

const END_OWN_CONNECTION = statement("end-own-connection", "select pg_terminate_backend(pg_backend_pid())");
const ONE = statement("one", "select 1 as one");
const FIND = statement("find-noted", "select id from noted where id = $1");
const PLANS = statement(
  "plans",
  "select generic_plans::int as generic, custom_plans::int as custom from pg_prepared_statements where name = 'find-noted'",
);

beforeEach(() =>
  db.transaction(async (tx) => {
    await tx.run(MAKE, []);
    await tx.run(EMPTY, []);
  }),
);

const noted = async (): Promise<number[]> => (await db.rows<{ id: number }>(NOTED, [])).map(({ id }) => id);

test("a write that nobody waited for undoes all when it is refused, and tells why", async () => {
  const left: string[] = [];
  const refused = db.transaction(async (tx) => {
    for (const id of [1, 2, 1, 3]) tx.send(NOTE, [id]);
    tx.onCommit(() => left.push("told"));
  });
  expect(await refused.catch((error: unknown) => isDuplicate(error, "noted_pkey"))).toBe(true);
  expect(await noted()).toEqual([]);
  expect(left).toEqual([]);
  await db.transaction(async (tx) => tx.send(NOTE, [4]));
  expect(await noted()).toEqual([4]);
});

test("a transaction that finds a row otherwise than it has read it is run again", async () => {
  let tries = 0;
  const result = await db.transaction(async (tx) => {
    tries += 1;
    tx.send(NOTE, [tries]);
    tx.send(NOTE_UNMOVED, [tries === 3]);
    return `try ${tries}`;
  });
  expect(result).toBe("try 3");
  expect(await noted()).toEqual([3, 7]);
});

test("of two statements that are awaited together, what the first one fails of decides, also where the second is heard of first", async () => {
  let tries = 0;
  const result = await db.transaction(async (tx) => {
    tries += 1;
    const first = tx.run(NOTE_UNMOVED, [tries === 2]);
    const second = tx.row(ONE, []);
    // As where an operation hands the first one on through functions of its own, while both failures come in one packet.
    const handedOn = Promise.allSettled([second]).then(() => first);
    await Promise.all([handedOn, second]);
    return `try ${tries}`;
  });
  expect(result).toBe("try 2");
});

// A rejection that nobody handles ends the program, and the test run as well.
test("a connection that ends under several statements at once fails the one that is awaited, and the work is done again", async () => {
  let tries = 0;
  const found = await db.transaction(async (tx) => {
    tries += 1;
    if (tries > 1) return tx.row<{ one: number }>(ONE, []);
    const ended = tx.row(END_OWN_CONNECTION, []);
    const behind = tx.row<{ one: number }>(ONE, []);
    tx.send(ONE, []);
    await ended;
    return behind;
  });
  expect([tries, found]).toEqual([2, { one: 1 }]);
});

test("a connection that is lost after COMMIT was sent leaves the outcome unknown: the work is not done again", async () => {
  let tries = 0;
  const unknown = db.transaction(async (tx) => {
    tries += 1;
    tx.send(NOTE, [tries]);
    tx.send(END_OWN_CONNECTION, []);
    return Promise.resolve();
  });
  await expect(unknown).rejects.toThrow(CommitUnknown);
  expect(tries).toBe(1);
});

test("what is to be planned ahead is planned on a connection that was used, and its first caller waits no longer", async () => {
  const mine = openDatabase({
    url: of.database.url,
    connections: 1,
    patienceMs: 0,
    sleep: (ms) => world.clock.sleep(ms),
    onConnectionError: () => undefined,
    planned: [{ statement: FIND, values: [0] }],
  });
  onTestFinished(() => mine.close());
  expect(await mine.rows(PLANS, [])).toEqual([]);
  expect(await mine.rows(PLANS, [])).toEqual([{ generic: 1, custom: 0 }]);
  await mine.transaction((tx) => tx.row(FIND, [1]));
  expect(await mine.rows(PLANS, [])).toEqual([{ generic: 2, custom: 0 }]);
});
