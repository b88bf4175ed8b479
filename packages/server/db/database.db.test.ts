// A transaction whose COMMIT goes right behind its writes is there as a whole, or not at all.
import { createTestWorld } from "@makima/testkit/world";
import { beforeEach, expect, test } from "vitest";
import { isDuplicate, statement } from "./database.ts";

const { world } = await createTestWorld();
const { db } = world;

const MAKE = statement("make-noted", "create table if not exists noted (id integer primary key)");
const EMPTY = statement("empty-noted", "truncate noted");
const NOTE = statement("note", "insert into noted (id) values ($1)");
const NOTED = statement("noted", "select id from noted order by id");
const NOTE_UNMOVED = statement(
  "note-unmoved",
  "insert into noted (id) select case when $1 then 7 else moved() end",
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
