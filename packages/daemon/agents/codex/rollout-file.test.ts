import { appendFile, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { readRolloutLines } from "./rollout-file.ts";

async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "makima-rollout-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

test("whole lines are read once, and the rest when it is whole", async () => {
  const path = join(await makeFolder(), "rollout-2026-t1.jsonl");
  await writeFile(path, "one\ntwo\nfo");
  const first = await readRolloutLines({ path, threadId: "t1" }, 0);
  expect(first).toEqual({ lines: ["one", "two"], next: 8 });
  await appendFile(path, "ur\n");
  expect(await readRolloutLines({ path, threadId: "t1" }, 8)).toEqual({ lines: ["four"], next: 13 });
  expect(await readRolloutLines({ path, threadId: "t1" }, 13)).toEqual({ lines: [], next: 13 });
});

test("a file that an agent names, or links to, is not read", async () => {
  const folder = await makeFolder();
  const secret = join(folder, "secret");
  await writeFile(secret, "a secret\n");
  const link = join(folder, "rollout-2026-t1.jsonl");
  await symlink(secret, link);
  expect(await readRolloutLines({ path: secret, threadId: "t1" }, 0)).toBe(null);
  expect(await readRolloutLines({ path: link, threadId: "t1" }, 0)).toBe(null);
  expect(await readRolloutLines({ path: `${link}.gone/rollout-t1.jsonl`, threadId: "t1" }, 0)).toBe(null);
});
