// A session of Gemini CLI's as `--session-file` takes it, made from our own messages: a line for the session, and one for each message.
import { randomId } from "../../../ports/randomness.ts";
import type { RebuiltCall, Turn } from "./rebuild-turns.ts";
import type { SessionFile } from "./session-file.ts";

/** Gemini gives the session a name of its own, which it does not tell: it is the latest of this worktree. */
export function composeGeminiSession(turns: readonly Turn[]): SessionFile {
  const startTime = timeOf(turns[0]);
  const lastUpdated = timeOf(turns.at(-1));
  const session = {
    sessionId: randomId(),
    projectHash: "made by makima",
    startTime,
    lastUpdated,
    kind: "main",
  };
  const lines = [session, ...turns.map(composeMessage)];
  return { sessionId: "latest", text: lines.map((line) => `${JSON.stringify(line)}\n`).join("") };
}

const timeOf = (turn: Turn | undefined): string => new Date(turn?.atMs ?? 0).toISOString();

function composeMessage(turn: Turn): object {
  const id = randomId();
  const timestamp = timeOf(turn);
  if (turn.role === "user") return { id, timestamp, type: "user", content: [{ text: turn.text }] };
  const content = turn.parts.map((part) => (part.kind === "text" ? part.text : "")).join("");
  const calls = turn.parts.filter((part) => part.kind === "call");
  const toolCalls = calls.map((call) => composeCall(call, timestamp));
  return { id, timestamp, type: "gemini", content, thoughts: [], toolCalls, tokens: {} };
}

const composeCall = ({ id, tool, input, output, isError }: RebuiltCall, timestamp: string): object => ({
  id,
  name: tool,
  args: input,
  result: [{ functionResponse: { id, name: tool, response: isError ? { error: output } : { output } } }],
  status: isError ? "error" : "success",
  timestamp,
  displayName: tool,
  description: "",
});
