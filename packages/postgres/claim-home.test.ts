// One program at a time has the claim of a home; the claims of dead programs count for nothing.
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { claimHome } from "./claim-home.ts";
import { ownProcessId } from "./ports/processes.ts";
import { newHome } from "./test-home.ts";

async function newFolder(): Promise<string> {
  const home = await newHome();
  await mkdir(home);
  return home;
}

test("of many that claim at once exactly one succeeds", async () => {
  const home = await newFolder();
  const results = await Promise.allSettled(Array.from({ length: 20 }, () => claimHome(home)));
  const refused = results.filter((result) => result.status === "rejected");
  expect(refused).toHaveLength(19);
  for (const { reason } of refused) expect(reason).toMatchObject({ code: "DATA_DIR_IN_USE" });
  expect(await readdir(home)).toHaveLength(1);
});

test("a claim that is released is free at once", async () => {
  const home = await newFolder();
  for (let round = 0; round < 3; round += 1) await (await claimHome(home)).release();
  expect(await readdir(home)).toEqual([]);
});

test("the flag of a dead program, and of an earlier one with a live pid, is removed", async () => {
  const home = await newFolder();
  await writeFile(join(home, "keeper-4194303-0badb007_17-x"), "");
  await writeFile(join(home, `keeper-${ownProcessId}-0badb007_17-x`), "");
  await claimHome(home);
  expect(await readdir(home)).toHaveLength(1);
});

test("a claim waits for a keeper that is about to leave", async () => {
  const home = await newFolder();
  const first = await claimHome(home);
  const second = claimHome(home);
  await first.release();
  expect(await second).toBeDefined();
  expect(await readdir(home)).toHaveLength(1);
});
