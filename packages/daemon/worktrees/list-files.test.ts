// The files of a commit, whatever they are called, and what they hold.
import { chmod, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { listFiles, readListedFile } from "./list-files.ts";
import { makeCheckpoint } from "./make-checkpoint.ts";
import type { World } from "./testing/world.ts";
import { makeWorld, write } from "./testing/world.ts";

let world: World;
beforeEach(async () => {
  world = await makeWorld({ "a.txt": "1\n2\n", "src/deep/b.ts": "export {};\n" });
});
afterEach(() => world.remove());

const NAMES = ["--force.txt", "a\tb\nc.txt", "<img src=x>.html", "new ü.txt", "\u202Etxt.exe"];

test("with kind and size, also where the worktree has gone on, and under any name", async () => {
  const { checkout, path } = await world.checkout("task-1");
  await write(path, Object.fromEntries(NAMES.map((name) => [name, name])));
  await writeFile(Buffer.concat([Buffer.from(`${path}/bad-`), Buffer.from([0xff])]), "no name\n");
  await symlink("/etc/passwd", join(path, "link"));
  await write(path, { "run.sh": "true\n" });
  await chmod(join(path, "run.sh"), 0o755);
  const { commit } = await makeCheckpoint(world.store, { checkout, number: 1, message: "m" });
  await write(path, { "a.txt": "later\n", "later.txt": "l\n" });

  const at = { mirror: world.mirror.mirror, commit };
  const files = await listFiles(world.store, at);
  expect(files.map(({ path: name }) => name).toSorted()).toEqual(
    ["a.txt", "bad-\uFFFD", "link", "run.sh", "src/deep/b.ts", ...NAMES].toSorted(),
  );
  const found = (name: string) => files.find((file) => file.path === name);
  expect(found("a.txt")).toMatchObject({ kind: "file", size: 4 });
  expect(found("run.sh")).toMatchObject({ kind: "program" });
  expect(found("link")).toMatchObject({ kind: "link" });
  const read = async (name: string): Promise<string> => {
    const object = found(name)?.object;
    if (object === undefined) throw new Error(`${name} is not listed`);
    return (await readListedFile(world.store, { ...at, object, maxBytes: 100 })).content.toString("utf8");
  };
  expect(await read("a.txt")).toBe("1\n2\n");
  expect(await read("link")).toBe("/etc/passwd");
  expect(await read("bad-\uFFFD")).toBe("no name\n");
  for (const name of NAMES) expect(await read(name)).toBe(name);
});

test("a long one is cut", async () => {
  const { checkout, path } = await world.checkout("task-1");
  await write(path, { "big.txt": "x".repeat(1_000_000) });
  const { commit } = await makeCheckpoint(world.store, { checkout, number: 1, message: "m" });
  const at = { mirror: world.mirror.mirror, commit };
  const big = (await listFiles(world.store, at)).find((file) => file.path === "big.txt");
  expect(big).toMatchObject({ size: 1_000_000 });
  if (big === undefined) return;
  const { content, isCut } = await readListedFile(world.store, {
    ...at,
    object: big.object,
    maxBytes: 5_000,
  });
  expect({ isCut, length: content.length }).toEqual({ isCut: true, length: 5_000 });
});
