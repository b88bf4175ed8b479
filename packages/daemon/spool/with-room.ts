// Work of other programs on our disk, git's above all: what fails while the disk is full waits until there is room, and is done again.
import { statfs } from "node:fs/promises";
import { rest } from "../ports/clock.ts";
import { noteFullDisk } from "./await-space.ts";

/** Of git's own work on a small repository; with less than that its errors say nothing about the repository. */
const ROOM_BYTES = 16 * 1024 * 1024;
const pauseMs = 500;

/**
 * `work` must be harmless to do again. What it throws while there is room is thrown on.
 * @param signal ends the waiting: the work's own error is thrown then
 */
export async function withRoom<Result>(
  { folder, signal }: { folder: string; signal: AbortSignal },
  work: () => Promise<Result>,
): Promise<Result> {
  let isNoted = false;
  try {
    for (;;) {
      try {
        return await work();
      } catch (error) {
        if (signal.aborted || (await hasRoom(folder))) throw error;
      }
      if (!isNoted) noteFullDisk(1);
      isNoted = true;
      while (!signal.aborted && !(await hasRoom(folder))) await rest(pauseMs, signal);
    }
  } finally {
    if (isNoted) noteFullDisk(-1);
  }
}

async function hasRoom(folder: string): Promise<boolean> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize >= ROOM_BYTES;
}
