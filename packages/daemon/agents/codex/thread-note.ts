// What the driver notes of a task's thread between the processes: beside the agent's own files, where the agent could write too.
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { readInside } from "../../worktrees/read-inside.ts";

const note = z.object({
  threadId: z.string(),
  /** How much of the thread's file has been given to `onTranscript`. */
  sentBytes: z.int().min(0),
  /** The agent has taken its last prompt: it stands in its own conversation. */
  isHeard: z.boolean(),
});
export type ThreadNote = z.infer<typeof note>;

const fileName = "codex-thread.json";
const maxBytes = 4096;

/** Null where there is none, or what stands there is none of ours. */
export async function readThreadNote(folder: string): Promise<ThreadNote | null> {
  const text = await readInside({ worktree: folder, path: fileName, maxBytes });
  if (text === null) return null;
  try {
    const parsed = note.safeParse(JSON.parse(text.toString("utf8")));
    return parsed.success ? parsed.data : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** By a new file that takes the old one's name: a link that the agent put there is replaced and not followed. */
export async function writeThreadNote(folder: string, written: ThreadNote): Promise<void> {
  const path = join(folder, fileName);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await rm(`${path}.new`, { recursive: true, force: true });
  await writeFile(`${path}.new`, JSON.stringify(written), { mode: 0o600, flag: "wx" });
  await rename(`${path}.new`, path);
}
