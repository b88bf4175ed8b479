// What a session of Claude can begin with, from the best thing to the least: each is looked at before Claude is started with it.
import { wallTime } from "../../ports/clock.ts";
import { randomId } from "../../ports/randomness.ts";
import type { AgentOptions } from "../driver.ts";
import type { PastMaterials, PastTranscript } from "../past.ts";
import type { Beginning } from "./claude-session.ts";
import { dropSignatures } from "./transcript/drop-signatures.ts";
import type { Entry } from "./transcript/entry.ts";
import { lacksEnd } from "./transcript/lacks-end.ts";
import { isSound, type MendedTranscript, mendTranscript } from "./transcript/mend-transcript.ts";
import { rebuildTranscript } from "./transcript/rebuild-transcript.ts";
import type { KeptTranscript, TranscriptFolder } from "./transcript/transcript-folder.ts";

interface Climb {
  readonly folder: TranscriptFolder;
  /** Takes a sentence for each step that does not hold. */
  readonly refuse: (sentence: string) => void;
}

/** The last one is always there: a new session, which is told of its past in words where there is one. */
export async function* climbLadder(
  options: AgentOptions,
  { folder, refuse }: Climb,
): AsyncGenerator<Beginning> {
  const { past } = options;
  if (past.exists) {
    const kept = past.session === null ? null : await folder.read(past.session);
    if (past.session === null || kept === null)
      refuse("There is no transcript to go on from on this machine.");
    else yield* ifSound(loadKept(past.session, kept), refuse);
    const { transcript, messages } = await past.read();
    if (transcript === null)
      refuse("The server keeps no transcript of Claude that ends where the conversation does.");
    else yield* ifWhole(takeOver(transcript), { messages, refuse });
    const rebuilt = rebuild(options, messages);
    if (rebuilt === null) refuse("The conversation is empty.");
    else yield rebuilt;
  }
  yield { ...seed(), rung: past.exists ? "told" : "new" };
}

function* ifWhole(
  beginning: Beginning,
  { messages, refuse }: { messages: PastMaterials["messages"]; refuse: Climb["refuse"] },
): Generator<Beginning> {
  if (lacksEnd(beginning.transcript.entries, messages))
    refuse("The transcript that the server keeps ends before the conversation does.");
  else yield* ifSound(beginning, refuse);
}

function* ifSound(beginning: Beginning, refuse: Climb["refuse"]): Generator<Beginning> {
  const { problems } = beginning.transcript;
  if (isSound(beginning.transcript)) yield beginning;
  else
    refuse(
      `The ${beginning.rung} transcript will not do: ${tell(problems.filter(({ isMended }) => !isMended))}`,
    );
}

const tell = (problems: MendedTranscript["problems"]): string =>
  problems.map(({ sentence }) => sentence).join(" ");

function loadKept(session: string, { lines, lastTold }: KeptTranscript): Beginning {
  const transcript = mendTranscript(lines);
  // The program wrote these and ended before it told of them.
  const told = transcript.entries.findIndex(({ uuid }) => uuid !== undefined && uuid === lastTold);
  const untold = told === -1 ? [] : transcript.entries.slice(told + 1);
  return { rung: "loaded", session, transcript, untold };
}

function takeOver({ session, lines, redacted }: PastTranscript): Beginning {
  const transcript = mendTranscript(dropSignatures(lines, redacted ?? []));
  return { rung: "materialised", session, transcript, untold: [] };
}

function rebuild({ tools }: AgentOptions, messages: PastMaterials["messages"]): Beginning | null {
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
