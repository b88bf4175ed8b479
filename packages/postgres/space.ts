// The disk that the database is on: how much is free, and a ballast file whose room is given back when there is none.
//
// A full disk is a PANIC for PostgreSQL: it is gone, and cannot start while it cannot write. So servers refuse writes before that, and if the
// disk is filled by others, the ballast makes room enough to start, to recover and to answer reads.
import { open, rename, rm, stat, statfs } from "node:fs/promises";
import { join } from "node:path";
import { unlessMissing } from "./file-error.ts";
import { randomBlock } from "./ports/randomness.ts";

export type Space = {
  freeBytes: number;
  /** Below this, writes are refused. */
  fullBelowBytes: number;
  /** From here on, they are taken again: the gap keeps a server from changing its mind with each write. */
  freeFromBytes: number;
};

export type Ballast = {
  /** A folder on the database's disk. */
  folder: string;
  /** null: by the disk; 0: no ballast, and no watch. */
  bytes: number | null;
};

const MB = 2 ** 20;
const largestBallast = 64 * MB;
/** PostgreSQL takes room for its log in pieces of 16 MB, at the end of a recovery too; as much again is for what its reads write. */
const smallestBallast = 32 * MB;
const partOfDisk = 0.02;

/** Null where nothing is watched. */
export async function readSpace(ballast: Ballast): Promise<Space | null> {
  const { freeBytes, bytes } = await measure(ballast);
  return bytes === 0 ? null : { freeBytes, fullBelowBytes: 2 * bytes, freeFromBytes: 3 * bytes };
}

/** Gives the ballast's room back when the disk is really full. Null: nothing was to be done. */
export async function releaseBallast(ballast: Ballast): Promise<"released" | null> {
  const { freeBytes, bytes } = await measure(ballast);
  if ((bytes > 0 && freeBytes >= bytes / 2) || !(await stands(ballast))) return null;
  await rm(pathOf(ballast), { force: true });
  return "released";
}

/** Takes the room when there is plenty: what is left then is as much as writes are taken from. Null: nothing was to be done. */
export async function makeBallast(ballast: Ballast): Promise<"made" | null> {
  const { freeBytes, bytes } = await measure(ballast);
  if (bytes === 0 || freeBytes < 4 * bytes || (await stands(ballast))) return null;
  await fill(pathOf(ballast), bytes);
  return "made";
}

const pathOf = ({ folder }: Ballast): string => join(folder, "ballast");

const stands = async (ballast: Ballast): Promise<boolean> =>
  (await unlessMissing(stat(pathOf(ballast)))) !== null;

async function measure({ folder, bytes }: Ballast): Promise<{ freeBytes: number; bytes: number }> {
  const disk = await statfs(folder);
  const byDisk = Math.floor(disk.blocks * disk.bsize * partOfDisk);
  return {
    freeBytes: disk.bavail * disk.bsize,
    bytes: bytes ?? Math.max(smallestBallast, Math.min(largestBallast, byDisk)),
  };
}

/** Of bytes that no file system stores in less room. A ballast is whole or it is not there. */
async function fill(path: string, bytes: number): Promise<void> {
  const unfinished = `${path}.new`;
  const block = randomBlock(MB);
  try {
    const file = await open(unfinished, "w", 0o600);
    try {
      for (let written = 0; written < bytes; written += block.length) {
        await file.appendFile(block.subarray(0, Math.min(block.length, bytes - written)));
      }
      await file.datasync();
    } finally {
      await file.close();
    }
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}
