// What a session of Claude can begin with, from the best thing to the least: each is looked at before Claude is started with it.
import { wallTime } from "../../ports/clock.ts";
import { randomId } from "../../ports/randomness.ts";
import type { AgentOptions } from "../driver.ts";
import type { Beginning } from "./claude-session.ts";
import type { Entry } from "./transcript/entry.ts";
import { isSound, mendTranscript } from "./transcript/mend-transcript.ts";
import { rebuildTranscript } from "./transcript/rebuild-transcript.ts";
import type { KeptTranscript, TranscriptFolder } from "./transcript/transcript-folder.ts";

/** The last one is always there: a new session, which is told of its past in words where there is one. */
export async function* climbLadder(
  options: AgentOptions,
  folder: TranscriptFolder,
): AsyncGenerator<Beginning> {
  const { past } = options;
  if (past.exists) {
    const kept = past.session === null ? null : await folder.read(past.session);
    const loaded = kept === null || past.session === null ? null : loadKept(past.session, kept);
    if (loaded !== null) yield loaded;
    const { transcript, messages } = await past.read();
    const materialised = transcript === null ? null : takeOver(transcript);
    if (materialised !== null) yield materialised;
    const rebuilt = rebuild(options, messages);
    if (rebuilt !== null) yield rebuilt;
  }
  yield { ...seed(), rung: past.exists ? "told" : "new" };
}

function loadKept(session: string, { lines, lastTold }: KeptTranscript): Beginning | null {
  const transcript = mendTranscript(lines);
  if (!isSound(transcript)) return null;
  // The program wrote these and ended before it told of them.
  const told = transcript.entries.findIndex(({ uuid }) => uuid !== undefined && uuid === lastTold);
  const untold = lastTold === null ? [] : transcript.entries.slice(told + 1);
  return { rung: "loaded", session, transcript, untold: told === -1 ? [] : untold };
}

function takeOver({ session, lines }: { session: string; lines: readonly string[] }): Beginning | null {
  const transcript = mendTranscript(lines);
  return isSound(transcript) ? { rung: "materialised", session, transcript, untold: [] } : null;
}

function rebuild(
  { tools }: AgentOptions,
  messages: Parameters<typeof rebuildTranscript>[0],
): Beginning | null {
  const session = randomId();
  const ownTools = tools.descriptions.map(({ name }) => name);
  const entries = rebuildTranscript(messages, { session, ownTools, newUuid: randomId });
  if (entries === null) return null;
  const transcript = mendTranscript(entries.map((entry) => JSON.stringify(entry)));
  return { rung: "rebuilt", session, untold: entries, transcript };
}

/** Claude takes no empty file, and of a session that it begins itself the file would lie in the person's home. */
function seed(): Omit<Beginning, "rung"> {
  const session = randomId();
  const line: Entry = {
    parentUuid: null,
    isSidechain: false,
    type: "system",
    subtype: "informational",
    content: "This conversation is kept by makima.",
    level: "info",
    uuid: randomId(),
    timestamp: wallTime(),
    sessionId: session,
    userType: "external",
  };
  return { session, untold: [line], transcript: { entries: [line], openCalls: [], problems: [] } };
}
