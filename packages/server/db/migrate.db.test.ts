// Migrations are applied once and in order, and a database that this program does not understand is refused.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createEmptyDatabase, onDatabase } from "@makima/testkit/database";
import { expect, onTestFinished, test } from "vitest";
import { migrate, readMigrations } from "./migrate.ts";

test("programs that start together on an empty database apply each migration once", async () => {
  const { url } = await createEmptyDatabase();
  const all = await readMigrations();
  const applied = await Promise.all([1, 2, 3, 4].map(() => onDatabase(url, (client) => migrate(client))));
  expect(applied.toSorted((a, b) => a - b)).toEqual([0, 0, 0, all.length]);
  expect(await namesIn(url)).toEqual(all.map(({ name }) => name));
});

test("a migration that fails leaves nothing behind, and is applied when it is mended", async () => {
  const { url } = await createEmptyDatabase();
  const folder = await folderOf({ "0001_a.sql": "create table a (); create table b (x nonsense)" });
  await expect(run(url, folder)).rejects.toMatchObject({ code: "42704" });
  expect(await namesIn(url)).toEqual([]);
  await writeFile(join(folder, "0001_a.sql"), "create table a ()");
  expect(await run(url, folder)).toBe(1);
});

test("an edited migration is refused, other line ends are not", async () => {
  const { url } = await createEmptyDatabase();
  const folder = await folderOf({ "0001_a.sql": "create table a\n();\n" });
  await run(url, folder);
  await writeFile(join(folder, "0001_a.sql"), "create table a\r\n();\r\n");
  expect(await run(url, folder)).toBe(0);
  await writeFile(join(folder, "0001_a.sql"), "create table a (x int);\n");
  await expect(run(url, folder)).rejects.toMatchObject({ code: "EDITED" });
});

test("a migration that comes before one applied already is refused", async () => {
  const { url } = await createEmptyDatabase();
  await run(url, await folderOf({ "0002_b.sql": "create table b ()" }));
  const folder = await folderOf({ "0001_a.sql": "create table a ()", "0002_b.sql": "create table b ()" });
  await expect(run(url, folder)).rejects.toMatchObject({ code: "OUT_OF_ORDER" });
});

test("a newer migration is accepted while it is compatible, and refused when it is breaking", async () => {
  const { url } = await createEmptyDatabase();
  const old = { "0001_a.sql": "create table a ()" };
  const newer = { ...old, "0002_b.sql": "create table b ()" };
  await run(url, await folderOf(newer));
  expect(await run(url, await folderOf(old))).toBe(0);
  await run(url, await folderOf({ ...newer, "0003_c.sql": "-- breaking\ncreate table c ()" }));
  await expect(run(url, await folderOf(old))).rejects.toMatchObject({ code: "NEWER_BREAKING" });
});

const run = (url: string, folder: string): Promise<number> =>
  onDatabase(url, (client) => migrate(client, folder));

const namesIn = (url: string): Promise<string[]> =>
  onDatabase(url, async (client) => {
    const { rows } = await client.query<{ name: string }>("select name from migration order by id");
    return rows.map(({ name }) => name);
  });

async function folderOf(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "mk-migrations-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  return folder;
}
