// Writes that are sent again have one effect and one answer, also when they come together or their answer was lost.
import { Refusal } from "@makima/protocol/errors";
import { createTestWorld, type TestWorld } from "@makima/testkit/world";
import { beforeAll, beforeEach, expect, test } from "vitest";
import { CommitUnknown, type Database, type Tx } from "../../../db/database.ts";
import { statement } from "../../../db/statement.ts";
import { Pending, Unfinished } from "../../../pending.ts";
import { unpackAnswer } from "./pack-answer.ts";
import { type Once, runOnce } from "./run-once.ts";

let here: TestWorld;
let once: Once;

const EFFECT = statement("effect", "insert into effect (name) values ($1)");
const EFFECTS = statement("effects", "select count(*)::int as count from effect");

beforeAll(async () => {
  here = await createTestWorld();
  await here.world.db.transaction((tx) => tx.run(statement("make", "create table effect (name text)"), []));
});

beforeEach(() => {
  once = {
    ownerId: here.principal.ownerId,
    route: "POST /things",
    key: here.world.ids.next(),
    hash: Buffer.alloc(32, 1),
    status: 201,
    isAnswer: (value) => typeof value === "object" && value !== null && "id" in value,
    sealWith: null,
  };
});

const make = (db: Database): Promise<{ id: string }> =>
  db.transaction(async (tx) => {
    await tx.run(EFFECT, ["made"]);
    return { id: here.world.ids.next() };
  });

const effects = async (): Promise<number> =>
  (await here.world.db.row<{ count: number }>(EFFECTS, []))?.count ?? -1;

test("the same again, later or at once, has one effect and one answer", async () => {
  const before = await effects();
  const first = await runOnce(here.world.db, once, make);
  const again = await Promise.all([1, 2, 3].map(() => runOnce(here.world.db, once, make)));
  expect(again).toEqual([first, first, first]);
  const together = { ...once, key: "together" };
  const answers = await Promise.all([1, 2, 3, 4].map(() => runOnce(here.world.db, together, make)));
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  expect(await effects()).toBe(before + 2);
});

test("a key belongs to its owner, its route and its request", async () => {
  const first = await runOnce(here.world.db, once, make);
  const stranger = await here.newOwner();
  for (const other of [{ ownerId: stranger.ownerId }, { route: "POST /others" }]) {
    expect(await runOnce(here.world.db, { ...once, ...other }, make)).not.toEqual(first);
  }
  const before = await effects();
  const changed = { ...once, hash: Buffer.alloc(32, 2) };
  await expect(runOnce(here.world.db, changed, make)).rejects.toMatchObject({ code: "IDEMPOTENCY_MISMATCH" });
  expect(await effects()).toBe(before);
});

test("what was refused may be tried again, and what was done is never refused", async () => {
  const refused = new Error("refused");
  const refuse = (db: Database) =>
    db.transaction(async (tx) => {
      await tx.run(EFFECT, ["refused"]);
      throw refused;
    });
  const before = await effects();
  await expect(runOnce(here.world.db, once, refuse)).rejects.toBe(refused);
  expect(await effects()).toBe(before);
  const first = await runOnce(here.world.db, once, make);
  expect(await runOnce(here.world.db, once, refuse)).toEqual(first);
});

test("a COMMIT whose answer was lost is answered from the record, or left open", async () => {
  const { db } = here.world;
  const losing: Database = {
    ...db,
    transaction: async (work) => {
      await db.transaction(work);
      throw new CommitUnknown({ cause: new Error("cut") });
    },
  };
  const before = await effects();
  const answer = await runOnce(losing, once, make);
  expect(await runOnce(db, once, make)).toEqual(answer);
  expect(await effects()).toBe(before + 1);
  const cut: Database = { ...db, transaction: () => Promise.reject(new CommitUnknown({ cause: null })) };
  await expect(runOnce(cut, { ...once, key: "never" }, make)).rejects.toBeInstanceOf(CommitUnknown);
});

test("what a daemon has still to do is promised, and the promise becomes the result", async () => {
  const operationId = here.world.ids.next();
  const promise = (db: Database) => db.transaction(async (_tx: Tx) => new Pending(operationId));
  const pending = await runOnce(here.world.db, once, promise);
  expect(pending).toEqual({ status: 202, body: { operationId } });
  expect(await runOnce(here.world.db, once, promise)).toEqual(pending);
  const waited = { ...once, key: "waited" };
  const wait = async (db: Database) => {
    await promise(db);
    return { id: "result" };
  };
  const result = { status: 201, body: { id: "result" } };
  expect(await runOnce(here.world.db, waited, wait)).toEqual(result);
  expect(await runOnce(here.world.db, waited, promise)).toEqual(result);
});

test("what was promised and could not be done is refused, and refused again with the same words", async () => {
  const key = { ...once, key: "refused late" };
  const promise = (db: Database) => db.transaction(async (_tx: Tx) => new Pending(here.world.ids.next()));
  const late = async (db: Database) => {
    await promise(db);
    throw new Refusal("BRANCH_EXISTS", "there is a branch x", { branch: "x" });
  };
  const refusal = { code: "BRANCH_EXISTS", message: "there is a branch x", details: { branch: "x" } };
  await expect(runOnce(here.world.db, key, late)).rejects.toMatchObject(refusal);
  await expect(runOnce(here.world.db, key, late)).rejects.toMatchObject(refusal);
  await expect(runOnce(here.world.db, key, promise)).rejects.toMatchObject(refusal);
  const changed = { ...key, hash: Buffer.alloc(32, 3) };
  await expect(runOnce(here.world.db, changed, late)).rejects.toMatchObject({ code: "IDEMPOTENCY_MISMATCH" });
  const broken = async (db: Database) => {
    await promise(db);
    throw new Error("the server stops");
  };
  expect(await runOnce(here.world.db, { ...once, key: "broken" }, broken)).toMatchObject({ status: 202 });
});

test("who repeats what is unfinished waits as the first one does, and both get the answer of whoever is through first", async () => {
  const finishes: ((answer: object) => void)[] = [];
  const finish = () => new Promise<object>((resolve) => finishes.push(resolve));
  const unfinished = { ...once, finish };
  const begin = async (db: Database) => {
    await db.transaction(async (tx) => {
      await tx.run(EFFECT, ["unfinished"]);
      return new Unfinished({ id: "so far" });
    });
    return finish();
  };
  const before = await effects();
  const first = runOnce(here.world.db, unfinished, begin);
  await expect.poll(() => finishes.length).toBe(1);
  const again = runOnce(here.world.db, unfinished, begin);
  await expect.poll(() => finishes.length).toBe(2);
  const answer = { status: 201, body: { id: "of the repetition" } };
  finishes[1]?.(answer.body);
  expect(await again).toEqual(answer);
  finishes[0]?.({ id: "of the first one" });
  expect(await first).toEqual(answer);
  expect(await runOnce(here.world.db, unfinished, begin)).toEqual(answer);
  expect(await effects()).toBe(before + 1);
});

test("what a server left unfinished is finished by whoever repeats it, also when the operation would be refused by now", async () => {
  const finish = (soFar: unknown) => Promise.resolve({ id: "finished", soFar });
  const dying = async (db: Database) => {
    await db.transaction(() => Promise.resolve(new Unfinished({ id: "so far" })));
    return new Promise(() => undefined);
  };
  const unheard = runOnce(here.world.db, { ...once, finish }, dying);
  const refused = () => Promise.reject(new Error("refused"));
  const repeat = () => runOnce(here.world.db, { ...once, finish }, refused).catch(() => null);
  const answer = { status: 201, body: { id: "finished", soFar: { id: "so far" } } };
  await expect.poll(repeat).toEqual(answer);
  expect(await Promise.race([unheard, Promise.resolve("nothing")])).toBe("nothing");
});

test("an operation whose transaction does not give its answer has no effect", async () => {
  const before = await effects();
  const wrong = (db: Database) => db.transaction((tx) => tx.run(EFFECT, ["wrong"]));
  await expect(runOnce(here.world.db, once, wrong)).rejects.toThrow("POST /things");
  expect(await effects()).toBe(before);
});

test("a secret answer is in the database for nobody but who asked for it", async () => {
  const sealed = { ...once, sealWith: "key of the caller" };
  const secret = (db: Database) => db.transaction(() => Promise.resolve({ id: "x", key: "mk_key_secret" }));
  const first = await runOnce(here.world.db, sealed, secret);
  expect(await runOnce(here.world.db, sealed, secret)).toEqual(first);
  const rows = await here.world.db.rows<{ answer: Buffer }>(
    statement("all-records", "select answer from idempotency"),
    [],
  );
  expect(JSON.stringify(rows.map(({ answer }) => unpackAnswer(answer)))).not.toContain("mk_key_secret");
  const stranger = { ...sealed, sealWith: "key of another" };
  await expect(runOnce(here.world.db, stranger, secret)).rejects.toMatchObject({
    code: "IDEMPOTENCY_MISMATCH",
  });
});
