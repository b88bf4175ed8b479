// A real file system that is small enough to be filled in a moment, where this machine lets us mount one.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { runCommand } from "./ports/run-command.ts";

/** For `runIf`. Says aloud where it cannot be done. */
export async function canMountDisks(): Promise<boolean> {
  try {
    await unmount(await mount(1));
    return true;
  } catch (error) {
    process.stderr.write(
      `SKIPPED: no file system can be mounted here, so no test fills a disk: ${String(error)}\n`,
    );
    return false;
  }
}

/** Its folder. It is gone after the test. */
export async function openSmallDisk(megabytes: number): Promise<string> {
  const folder = await mount(megabytes);
  onTestFinished(() => unmount(folder));
  return folder;
}

async function mount(megabytes: number): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "mk-disk-"));
  try {
    const args = ["-t", "tmpfs", "-o", `size=${megabytes}m`, "makima-test", folder];
    await runCommand({ program: "mount", args, cwd: tmpdir() });
    return folder;
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

/** Lazily, so that a program which is slow to end does not hold it. */
async function unmount(folder: string): Promise<void> {
  await runCommand({ program: "umount", args: ["-l", folder], cwd: tmpdir() });
  await rm(folder, { recursive: true, force: true });
}
