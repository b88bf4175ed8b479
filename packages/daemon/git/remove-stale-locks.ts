// Removes the lock files that a killed git left in a git directory of ours, where they would block the next call for ever.
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";

/**
 * Only for a git directory that this daemon owns, and only before its first call there: then no lock can have a living owner.
 * Answers with what was removed.
 */
export async function removeStaleLocks(gitDir: string): Promise<readonly string[]> {
  const places = [gitDir, ...(await foldersBelow(join(gitDir, "refs")))];
  const removed: string[] = [];
  for (const place of places) {
    for (const entry of await readdir(place, { withFileTypes: true })) {
      if (!entry.isFile() || !entry.name.endsWith(".lock")) continue;
      const lock = join(place, entry.name);
      await rm(lock, { force: true });
      removed.push(lock);
    }
  }
  return removed;
}

async function foldersBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return [
    folder,
    ...entries.filter((entry) => entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name)),
  ];
}
