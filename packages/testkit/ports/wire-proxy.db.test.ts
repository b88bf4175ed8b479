// The proxy against a real PostgreSQL and the product's own access to it: what is cut before a statement never happened, what is cut behind it did.
import { openDatabase, statement, type Tx } from "@makima/server/db/database";
import { expect, test } from "vitest";
import { createEmptyDatabase } from "../database.ts";
import { onDatabase } from "../on-database.ts";
import { sleep } from "./clock.ts";
import { type Statement, type Stop, startWireProxy } from "./wire-proxy.ts";

const INSERT = statement("test-insert-fact", "insert into fact values ($1)");
const COUNT = statement("test-count-facts", "select count(*)::int as facts from fact");

type Struck = { error: string | null; facts: number; names: string[] };

/** Writes one row in one transaction through a proxy, which does something at one of its statements, once. */
async function strike(
  at: string,
  stop: Stop,
  write: (tx: Tx) => unknown = (tx) => tx.run(INSERT, [1]),
): Promise<Struck> {
  const database = await createEmptyDatabase();
  await onDatabase(database.url, (client) => client.query("create table fact (id int)"));
  const names: string[] = [];
  let isDone = false;
  const proxy = await startWireProxy(database.url, ({ name, within }: Statement) => {
    names.push(within === null ? name : `${within}/${name}`);
    if (name !== at || isDone) return null;
    isDone = true;
    return stop;
  });
  const db = openDatabase({
    url: proxy.url,
    connections: 1,
    patienceMs: 1_000,
    sleep,
    onConnectionError: () => undefined,
  });
  const error = await db
    .transaction(async (tx) => void (await write(tx)))
    .then(() => null)
    .catch((thrown: unknown) => (thrown instanceof Error ? thrown.name : "no error"));
  const [found] = await onDatabase(
    database.url,
    async (client) => (await client.query<{ facts: number }>(COUNT.text)).rows,
  );
  await db.close();
  await proxy.close();
  await database.drop();
  return { error, facts: found?.facts ?? -1, names };
}

const cut = (when: "before" | "reply"): Stop => ({ when, act: () => Promise.resolve("cut") });

test("statements are told by their names, within the first of their transaction", async () => {
  const { names, facts } = await strike("nothing", cut("before"));
  expect(names).toEqual(["begin", "test-insert-fact/test-insert-fact", "test-insert-fact/commit"]);
  expect(facts).toBe(1);
});

test("a connection cut before COMMIT leaves nothing behind, one cut behind it leaves all", async () => {
  expect(await strike("commit", cut("before"))).toMatchObject({ error: "CommitUnknown", facts: 0 });
  expect(await strike("commit", cut("reply"))).toMatchObject({ error: "CommitUnknown", facts: 1 });
});

/** COMMIT is on its way in one packet with them. */
const sendTwo = (tx: Tx): void => {
  for (const id of [1, 2]) tx.send(INSERT, [id]);
};

test("COMMIT stands by itself, also in one packet with the writes before it: what is cut there is never done twice", async () => {
  const quiet = await strike("nothing", cut("before"), sendTwo);
  const write = "test-insert-fact/test-insert-fact";
  expect(quiet.names).toEqual(["begin", write, write, "test-insert-fact/commit"]);
  expect(await strike("commit", cut("before"), sendTwo)).toMatchObject({ error: "CommitUnknown", facts: 0 });
  expect(await strike("commit", cut("reply"), sendTwo)).toMatchObject({ error: "CommitUnknown", facts: 2 });
});

test("a COMMIT behind a write that was cut is never sent, and not counted", async () => {
  for (const when of ["before", "reply"] as const) {
    const { error, facts, names } = await strike("test-insert-fact", cut(when), sendTwo);
    expect({ error, facts }).toEqual({ error: "CommitUnknown", facts: 0 });
    expect(names).toEqual(["begin", "test-insert-fact/test-insert-fact"]);
  }
});

test("a connection cut within a transaction is tried again, once", async () => {
  expect(await strike("test-insert-fact", cut("before"))).toMatchObject({ error: null, facts: 1 });
  expect(await strike("test-insert-fact", cut("reply"))).toMatchObject({ error: null, facts: 1 });
});

test("a serialization failure in place of a statement or behind it makes the transaction run again", async () => {
  for (const when of ["before", "reply"] as const) {
    const { error, facts, names } = await strike("test-insert-fact", { when, act: "serialization failure" });
    expect({ error, facts }).toEqual({ error: null, facts: 1 });
    expect(names.filter((name) => name.endsWith("/test-insert-fact"))).toHaveLength(2);
  }
});

test("a reply that is dropped with its backend is a lost connection", async () => {
  const stop: Stop = {
    when: "before",
    act: async ({ backend }) => {
      // The proxy alone knows which backend carries this connection.
      expect(backend).toBeGreaterThan(0);
      return "pass";
    },
  };
  expect(await strike("commit", stop)).toMatchObject({ error: null, facts: 1 });
});
