import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { canMountDisks, openSmallDisk } from "@makima/testkit/small-disk";
import { expect, test } from "vitest";
import { withRoom } from "./with-room.ts";

const canMount = await canMountDisks();
const signal = new AbortController().signal;

test.runIf(canMount)("what fails on a full disk is done again when there is room", async () => {
  const folder = await openSmallDisk(20);
  const filler = join(folder, "filler");
  await writeFile(filler, Buffer.alloc(10 * 1024 * 1024));
  let tries = 0;
  const done = withRoom({ folder, signal }, async () => {
    tries += 1;
    if (tries === 1) {
      setTimeout(() => void rm(filler), 100);
      throw new Error("git could not write");
    }
    return Promise.resolve("written");
  });
  expect([await done, tries]).toEqual(["written", 2]);
});

test.runIf(canMount)(
  "what fails while there is room has failed, and whoever gives up gets the reason",
  async () => {
    const folder = await openSmallDisk(20);
    const fail = () => Promise.reject(new Error("no such branch"));
    await expect(withRoom({ folder, signal }, fail)).rejects.toThrow("no such branch");
    await writeFile(join(folder, "filler"), Buffer.alloc(10 * 1024 * 1024));
    await expect(withRoom({ folder, signal: AbortSignal.abort() }, fail)).rejects.toThrow("no such branch");
  },
);
