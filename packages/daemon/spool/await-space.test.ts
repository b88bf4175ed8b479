// A spool on a disk that is really full waits, says so, and loses neither a line nor its order.
import { readFile, rm, statfs, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { canMountDisks, openSmallDisk } from "@makima/testkit/small-disk";
import { expect, onTestFinished, test } from "vitest";
import { sleep } from "../ports/clock.ts";
import { awaitSpace, onFullDisk } from "./await-space.ts";
import { DurableFile } from "./durable-file.ts";

const canFill = await canMountDisks();
const never = new AbortController().signal;

async function openFullDisk(leaveBytes: number) {
  const folder = await openSmallDisk(1);
  const filler = join(folder, "filler");
  const path = join(folder, "lines");
  const file = await DurableFile.open(path);
  await file.append("first\n");
  const { bavail, bsize } = await statfs(folder);
  await writeFile(filler, Buffer.alloc(bavail * bsize - leaveBytes, "x"));
  const told: boolean[] = [];
  onTestFinished(onFullDisk((isFull) => told.push(isFull)));
  return { file, path, told, makeRoom: () => rm(filler) };
}

const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await sleep(5);
};

test.runIf(canFill)("lines wait for space and are then there, whole and in order", async () => {
  // room for a part of the lines: what is written of them must not stay
  const { file, path, told, makeRoom } = await openFullDisk(8192);
  const lines = Array.from({ length: 100 }, (_, n) => `${n} ${"y".repeat(1000)}\n`);
  const appended = Promise.all(lines.map((line) => file.append(line)));
  await until(() => told.length === 1);
  expect(await readFile(path, "utf8")).toBe("first\n");
  await makeRoom();
  await appended;
  expect(await readFile(path, "utf8")).toBe(["first\n", ...lines].join(""));
  expect(told).toEqual([true, false]);
  await file.close();
});

test.runIf(canFill)(
  "a daemon that is stopped meanwhile does not wait, and keeps what was whole",
  async () => {
    const { file, path, told } = await openFullDisk(0);
    const appended = file.append("y".repeat(10_000)).catch((error: unknown) => error);
    await until(() => told.length === 1);
    await file.close();
    expect(await appended).toMatchObject({ code: "ENOSPC" });
    expect(await readFile(path, "utf8")).toBe("first\n");
    expect(told).toEqual([true, false]);
  },
);

test("every other failure is one at once", async () => {
  const broken = () => Promise.reject(Object.assign(new Error("no"), { code: "EIO" }));
  await expect(awaitSpace(broken, never)).rejects.toMatchObject({ code: "EIO" });
});
