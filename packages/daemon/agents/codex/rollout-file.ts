// The file that Codex keeps a thread in, read as plain data whatever the agent may have put in its place.
import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { basename } from "node:path";

/** What can stand in the place of the file: nothing, a link, something that we may not read. */
const notReadable = new Set(["ENOENT", "ENOTDIR", "ELOOP", "EACCES", "EPERM", "ENXIO"]);

/**
 * The whole lines behind the first `from` bytes, and where the next ones begin; null where it cannot be read. The path is told by the agent, which
 * could name any file: so it must have a thread's name, and be no link to something else.
 */
export async function readRolloutLines(
  { path, threadId }: { path: string; threadId: string },
  from: number,
): Promise<{ lines: string[]; next: number } | null> {
  const name = basename(path);
  if (!name.startsWith("rollout-") || !name.endsWith(`${threadId}.jsonl`)) return null;
  try {
    const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const status = await file.stat();
      if (!status.isFile()) return null;
      const length = Math.max(0, status.size - from);
      const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, from);
      const end = buffer.subarray(0, bytesRead).lastIndexOf(0x0a) + 1;
      const lines = buffer.toString("utf8", 0, end).split("\n").slice(0, -1);
      return { lines, next: from + end };
    } finally {
      await file.close();
    }
  } catch (error) {
    if (notReadable.has((error as NodeJS.ErrnoException).code ?? "")) return null;
    throw error;
  }
}
