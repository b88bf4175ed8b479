// What the driver notes of a task's thread between the processes.
import { z } from "zod";
import { readTaskNote, writeTaskNote } from "../task-note.ts";

const note = z.object({
  threadId: z.string(),
  /** How much of the thread's file has been given to `onTranscript`. */
  sentBytes: z.int().min(0),
  /** The agent has taken its last prompt: it stands in its own conversation. */
  isHeard: z.boolean(),
});
export type ThreadNote = z.infer<typeof note>;

const name = "codex-thread.json";

/** Null where there is none, or what stands there is none of ours. */
export const readThreadNote = (folder: string): Promise<ThreadNote | null> =>
  readTaskNote({ folder, name }, note);

export const writeThreadNote = (folder: string, written: ThreadNote): Promise<void> =>
  writeTaskNote({ folder, name }, written);
