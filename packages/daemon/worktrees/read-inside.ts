// Reads a small file below a worktree as plain data, whatever the agent may have put in its place.
import { constants } from "node:fs";
import { open, realpath } from "node:fs/promises";
import { dirname, join } from "node:path";

/** What an agent can make of a path: nothing there, a link, a socket, a name too long, a file that we may not read. */
const notReadable = new Set(["ENOENT", "ENOTDIR", "ELOOP", "EACCES", "EPERM", "ENXIO", "ENAMETOOLONG"]);

/** Null unless it is an ordinary file of at most `maxBytes` that no link leads to; a pipe is not waited for. */
export async function readInside(file: {
  worktree: string;
  path: string;
  maxBytes: number;
}): Promise<Buffer | null> {
  try {
    const target = join(await realpath(file.worktree), file.path);
    if ((await realpath(dirname(target))) !== dirname(target)) return null;
    const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
    const handle = await open(target, flags);
    try {
      const status = await handle.stat();
      if (!status.isFile() || status.size > file.maxBytes) return null;
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(status.size));
      return buffer.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (notReadable.has((error as NodeJS.ErrnoException).code ?? "")) return null;
    throw error;
  }
}
