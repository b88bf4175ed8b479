// The ballast on a real file system that is filled: it gives its room back when nothing is left, and takes it again when there is plenty.
import { rm, stat, statfs, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { canMountDisks, openSmallDisk } from "@makima/testkit/small-disk";
import { expect, test } from "vitest";
import { makeBallast, readSpace, releaseBallast } from "./space.ts";

const MB = 2 ** 20;
const canFill = await canMountDisks();

test.runIf(canFill)(
  "it is whole or not there, and its room is the disk's again when it is full",
  async () => {
    const folder = await openSmallDisk(10);
    const ballast = { folder, bytes: 2 * MB };
    const tend = async () => (await releaseBallast(ballast)) ?? (await makeBallast(ballast));
    expect([await tend(), await tend()]).toEqual(["made", null]);
    expect((await stat(join(folder, "ballast"))).size).toBe(2 * MB);
    expect(await readSpace(ballast)).toEqual({
      freeBytes: 8 * MB,
      fullBelowBytes: 4 * MB,
      freeFromBytes: 6 * MB,
    });

    const filler = join(folder, "filler");
    await writeFile(filler, Buffer.alloc(7 * MB, "x"));
    expect(await tend()).toBeNull();
    const { bavail, bsize } = await statfs(folder);
    await writeFile(filler, Buffer.alloc(bavail * bsize, "x"), { flag: "a" });
    expect([await tend(), await tend()]).toEqual(["released", null]);
    expect((await readSpace(ballast))?.freeBytes).toBe(2 * MB);
    await rm(filler);
    expect(await tend()).toBe("made");
  },
);

test.runIf(canFill)("a ballast of 0 is none, and by itself it is small on a small disk", async () => {
  const folder = await openSmallDisk(10);
  expect(await readSpace({ folder, bytes: 0 })).toBeNull();
  expect(await makeBallast({ folder, bytes: 0 })).toBeNull();
  expect(await readSpace({ folder, bytes: null })).toMatchObject({ fullBelowBytes: 64 * MB });
  await makeBallast({ folder, bytes: MB });
  expect(await releaseBallast({ folder, bytes: 0 })).toBe("released");
});
