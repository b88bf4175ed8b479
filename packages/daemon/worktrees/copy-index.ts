// Copies a git index so that the copy is as careful as the original about files that changed in the instant it was written.
import { copyFile, stat, utimes } from "node:fs/promises";

/**
 * git compares contents, not only times, of files that are not older than the index. The copy therefore must not look younger
 * than the original; a little older is safe, and makes up for the nanoseconds that a number cannot hold.
 */
export async function copyIndex({ from, to }: { from: string; to: string }): Promise<void> {
  await copyFile(from, to);
  const { mtimeMs } = await stat(from);
  const seconds = (Math.floor(mtimeMs) - 10) / 1000;
  await utimes(to, seconds, seconds);
}
