// In which minute of the clock a session was made, for an agent that loses one which is loaded again within it.
import { z } from "zod";
import { wallTime } from "../../ports/clock.ts";
import { readTaskNote, writeTaskNote } from "../task-note.ts";

/** `minute`: ISO 8601 up to the minute. */
const note = z.object({ sessionId: z.string(), minute: z.string() });
const name = "acp-session.json";

export const noteMinute = (folder: string, sessionId: string): Promise<void> =>
  writeTaskNote({ folder, name }, { sessionId, minute: thisMinute() });

export async function wasMadeThisMinute(folder: string, sessionId: string): Promise<boolean> {
  const made = await readTaskNote({ folder, name }, note);
  return made?.sessionId === sessionId && made.minute === thisMinute();
}

/** The agent's own rule goes by the wall clock, so this one must. */
const thisMinute = (): string => wallTime().slice(0, "2026-11-21T12:00".length);
