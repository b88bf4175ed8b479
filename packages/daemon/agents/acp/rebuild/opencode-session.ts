// A session of OpenCode's as `opencode import` takes it, made from our own messages.
import { randomToken } from "../../../ports/randomness.ts";
import type { Turn } from "./rebuild-turns.ts";
import type { SessionFile, SessionPlace } from "./session-file.ts";

/** In a conversation of OpenCode's a question and all answers up to the next one are told apart by their messages. */
export function composeOpencodeSession(told: readonly Turn[], { cwd, nowMs }: SessionPlace): SessionFile {
  // A message that came later than the next prompt, by another machine's clock, would pass for its answer.
  const turns = told.map((turn) => ({ ...turn, atMs: Math.min(turn.atMs, nowMs) }));
  const [first] = turns;
  const last = turns.at(-1);
  const name = nameInOrder();
  const sessionId = `ses_${randomLetters(26)}`;
  let asked: string | null = null;
  const messages = turns.map((turn) => {
    const messageID = name("msg", turn.atMs);
    const of = { sessionID: sessionId, messageID };
    if (turn.role === "user") {
      asked = messageID;
      return {
        info: { id: messageID, sessionID: sessionId, ...asUser(turn.atMs) },
        parts: [{ id: name("prt", turn.atMs), ...of, type: "text", text: turn.text }],
      };
    }
    return {
      info: { id: messageID, sessionID: sessionId, ...asAssistant(turn.atMs, { cwd, asked }) },
      parts: turn.parts.map((part) => ({
        id: name("prt", turn.atMs),
        ...of,
        ...composePart(part, turn.atMs),
      })),
    };
  });
  const time = { created: first?.atMs ?? 0, updated: last?.atMs ?? 0 };
  const info = {
    id: sessionId,
    slug: "makima",
    projectID: "global",
    directory: cwd,
    title: "A conversation that makima keeps",
    version: "0.0.0",
    time,
  };
  return { sessionId, text: JSON.stringify({ info, messages }) };
}

// OpenCode asks the model that its configuration names when a message's is not there.
const MODEL = { providerID: "makima", modelID: "rebuilt" };

const asUser = (atMs: number): object => ({
  role: "user",
  time: { created: atMs },
  agent: "build",
  model: MODEL,
});

const asAssistant = (atMs: number, { cwd, asked }: { cwd: string; asked: string | null }): object => ({
  role: "assistant",
  ...(asked === null ? {} : { parentID: asked }),
  mode: "build",
  agent: "build",
  path: { cwd, root: cwd },
  cost: 0,
  tokens: { input: 0, output: 0, reasoning: 0, cache: { read: 0, write: 0 } },
  ...MODEL,
  time: { created: atMs, completed: atMs },
  finish: "stop",
});

type Part = Extract<Turn, { role: "assistant" }>["parts"][number];

function composePart(part: Part, atMs: number): object {
  const time = { start: atMs, end: atMs };
  if (part.kind === "text") return { type: "text", text: part.text, time };
  const { id: callID, tool, input, output, isError } = part;
  const state = isError
    ? { status: "error", input, error: output, time }
    : { status: "completed", input, output, title: tool, metadata: {}, time };
  return { type: "tool", tool, callID, state };
}

/** OpenCode tells the order of messages by their ids: a time in milliseconds and a count, in 48 bits, and letters that make it the only one. */
function nameInOrder(): (kind: "msg" | "prt", atMs: number) => string {
  let lastMs = 0;
  let count = 0;
  return (kind, atMs) => {
    count = atMs > lastMs ? 1 : count + 1;
    lastMs = Math.max(lastMs, atMs);
    const place = BigInt.asUintN(48, BigInt(lastMs) * 4096n + BigInt(count));
    return `${kind}_${place.toString(16).padStart(12, "0")}${randomLetters(14)}`;
  };
}

const randomLetters = (count: number): string =>
  randomToken()
    .replace(/[^a-zA-Z0-9]/g, "0")
    .slice(0, count);
