// Shows that the rule sees gaps, doubles, and changes of what was released.
import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { migrations } from "./migrations.ts";
import { treeOf } from "./tree.ts";

const folder = "packages/server/db/migrations";
const hash = createHash("sha256").update("create table a ();").digest("hex");
const lock = { "docs/reference/migrations.lock": `${hash}  0001_first.sql\n` };

test("numbers without gaps are fine, also before the first release", () => {
  expect(
    migrations.find(treeOf({ [`${folder}/0001_first.sql`]: "", [`${folder}/0002_second.sql`]: "" })),
  ).toEqual([]);
});

test.each([
  ["a gap", ["0001_first.sql", "0003_third.sql"]],
  ["a double", ["0001_first.sql", "0001_other.sql"]],
  ["a wrong beginning", ["0000_first.sql"]],
])("%s is found", (_fault, names) => {
  expect(
    migrations.find(treeOf(Object.fromEntries(names.map((name) => [`${folder}/${name}`, ""])))),
  ).toHaveLength(1);
});

test("a released migration stays as it was", () => {
  expect(migrations.find(treeOf({ ...lock, [`${folder}/0001_first.sql`]: "create table a ();" }))).toEqual(
    [],
  );
  expect(
    migrations.find(treeOf({ ...lock, [`${folder}/0001_first.sql`]: "create table b ();" })),
  ).toHaveLength(1);
  expect(migrations.find(treeOf(lock))).toHaveLength(1);
});
