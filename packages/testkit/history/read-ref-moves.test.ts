// What git's log tells of a repository's branches: what was fetched into it is told, and what the person did is their own.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { makeRepository } from "../repository.ts";
import { readRefMoves } from "./read-ref-moves.ts";

test("each fetch into a branch is a move from where it stood, and those before a move of the person's own are left out", async () => {
  const folder = await mkdtemp(join(tmpdir(), "makima-moves-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const mine = await makeRepository({ path: join(folder, "mine") });
  const mirror = await makeRepository({ path: join(folder, "mirror"), files: { "other.md": "theirs" } });
  const bring = async (): Promise<string> => {
    await mine.git("fetch", "--quiet", mirror.path, "main:refs/heads/makima/x");
    return mine.git("rev-parse", "makima/x");
  };
  const first = await bring();
  await mirror.git("commit", "--quiet", "--allow-empty", "--message=second");
  const second = await bring();
  const ref = "refs/heads/makima/x";
  expect(await readRefMoves(mine.path)).toEqual([
    { ref, from: "0".repeat(40), to: first },
    { ref, from: first, to: second },
  ]);
  await mine.git("checkout", "--quiet", "makima/x");
  await mine.git("commit", "--quiet", "--allow-empty", "--message=mine");
  expect(await readRefMoves(mine.path)).toEqual([]);
});
