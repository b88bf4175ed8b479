// One `up` a home: the second is told where the first runs, a dead one is no hindrance.
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { claimWorld, readWorld } from "./world-file.ts";

/** vitest types its matchers as anything. */
const containing = (text: string): unknown => expect.stringContaining(text);

let home = "";

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "makima-up-"));
});
afterEach(() => rm(home, { recursive: true, force: true }));

test("the second is refused with the address of the first, until that is over", async () => {
  const first = await claimWorld(home);
  await first.update({ url: "http://127.0.0.1:7420" });
  await expect(claimWorld(home)).rejects.toMatchObject({
    code: "ALREADY_RUNNING",
    message: containing("http://127.0.0.1:7420"),
  });
  await first.release();
  await (await claimWorld(home)).release();
  expect(await readdir(home)).toEqual([]);
});

test("what a dead one left behind is taken over, also when its number lives on as another process", async () => {
  const dead = { pid: process.pid, startTime: "1", url: null, server: null, daemon: null, postgres: null };
  await writeFile(join(home, "up.json"), JSON.stringify(dead));
  expect(await readWorld(home)).toBeNull();
  const file = await claimWorld(home);
  expect(await readWorld(home)).toMatchObject({ pid: process.pid });
  await file.release();
});

test("changes made at once are all kept", async () => {
  const file = await claimWorld(home);
  const mark = { pid: 1, startTime: "2" };
  await Promise.all([
    file.update({ server: mark }),
    file.update({ daemon: mark }),
    file.update({ url: "x" }),
  ]);
  expect(await readWorld(home)).toMatchObject({ server: mark, daemon: mark, url: "x" });
  await file.release();
});
