// The disk of a soak: an ext4 image on a loop mount where the machine allows it, so that it can be full and lose its power; else a folder.
import { cp, mkdir, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { runCommand } from "../ports/run-command.ts";

export type SoakDisk = {
  /** everything that a power cut takes lies below it */
  folder: string;
  /** null: why this machine has no such disk */
  image: string | null;
  problem: string | null;
  /** Puts the disk as it is on the platter in place of the mounted one; every program of it must be stopped for good before. */
  losePower(): Promise<void>;
  /** Leaves no free block. */
  fill(): Promise<void>;
  empty(): Promise<void>;
  remove(): Promise<void>;
};

const IMAGE_MB = 1_500;
const BLOCK_BYTES = 4_096;

export async function makeDisk(root: string): Promise<SoakDisk> {
  const folder = join(root, "disk");
  const image = join(root, "disk.img");
  await mkdir(folder, { recursive: true });
  const problem = await mountNew(image, folder);
  const filler = join(folder, "filler");
  await mkdir(filler);
  const run = (program: string, ...args: string[]) => runCommand({ program, args, cwd: root });
  return {
    folder,
    image: problem === null ? image : null,
    problem,
    losePower: async () => {
      const kept = join(root, "kept.img");
      // What the kernel still holds in memory is not in the image yet, and so not in its copy: that is the power cut.
      await cp(image, kept);
      await run("umount", folder);
      await cp(kept, image);
      await rm(kept);
      await run("mount", "-o", "loop", image, folder);
    },
    fill: async () => {
      // The file system needs some blocks for its own, so what is left is taken in ever smaller pieces.
      let bytes = Number(await run("stat", "--file-system", "--format=%f", folder)) * BLOCK_BYTES;
      for (let piece = 0; bytes >= BLOCK_BYTES; piece++) {
        if (!(await isTaken(join(filler, String(piece)), bytes))) bytes = Math.floor(bytes / 2);
      }
    },
    empty: async () => {
      await rm(filler, { recursive: true });
      await mkdir(filler);
    },
    remove: async () => {
      if (problem === null) await run("umount", "--lazy", folder);
      await rm(root, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    },
  };
}

/** Null when it is mounted. */
async function mountNew(image: string, folder: string): Promise<string | null> {
  try {
    await writeFile(image, "");
    await truncate(image, IMAGE_MB * 1024 * 1024);
    await runCommand({
      program: "mkfs.ext4",
      args: ["-q", "-m", "0", "-b", String(BLOCK_BYTES), image],
      cwd: folder,
    });
    await runCommand({ program: "mount", args: ["-o", "loop", image, folder], cwd: "/" });
    return null;
  } catch (error) {
    await rm(image, { force: true });
    return error instanceof Error ? error.message : String(error);
  }
}

async function isTaken(file: string, bytes: number): Promise<boolean> {
  try {
    await runCommand({ program: "fallocate", args: ["--length", String(bytes), file], cwd: "/" });
    return true;
  } catch {
    // There are not as many; a smaller piece is tried.
    return false;
  }
}
