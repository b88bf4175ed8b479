// A small note that a driver keeps of a task between the agent's processes: beside the agent's own files, where the agent could write too.
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { z } from "zod";
import { readInside } from "../worktrees/read-inside.ts";

const maxBytes = 4096;

/** Null where there is none, or what stands there is none of ours. */
export async function readTaskNote<Note extends z.ZodType>(
  { folder, name }: { folder: string; name: string },
  note: Note,
): Promise<z.infer<Note> | null> {
  const text = await readInside({ worktree: folder, path: name, maxBytes });
  if (text === null) return null;
  try {
    const parsed = note.safeParse(JSON.parse(text.toString("utf8")));
    return parsed.success ? parsed.data : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

export const writeTaskNote = (file: { folder: string; name: string }, written: object): Promise<void> =>
  writeTaskFile(file, JSON.stringify(written));

/** By a new file that takes the old one's name: a link that the agent put there is replaced and not followed. */
export async function writeTaskFile(
  { folder, name }: { folder: string; name: string },
  text: string,
): Promise<void> {
  const path = join(folder, name);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await rm(`${path}.new`, { recursive: true, force: true });
  await writeFile(`${path}.new`, text, { mode: 0o600, flag: "wx" });
  await rename(`${path}.new`, path);
}
