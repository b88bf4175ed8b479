// Reads a file of JSON lines whose last line a crash may have torn.
import { readFile, truncate } from "node:fs/promises";

export interface ReadLines {
  readonly lines: readonly string[];
  /** Length in bytes of what is whole. */
  readonly bytes: number;
}

/**
 * Cuts a torn last line off the file. It was never durable, so nobody was promised anything by it.
 * A file that is not there has no lines.
 */
export async function readWholeLines(path: string): Promise<ReadLines> {
  const content = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return Buffer.alloc(0);
    throw error;
  });
  const bytes = content.lastIndexOf(0x0a) + 1;
  if (bytes < content.length) await truncate(path, bytes);
  const lines = content.subarray(0, bytes).toString("utf8").split("\n");
  lines.pop();
  return { lines, bytes };
}
