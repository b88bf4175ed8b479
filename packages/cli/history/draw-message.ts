// One message of a conversation as lines for people: who, when, what, and how long a tool took.
import type { MessageRole } from "@makima/core/conversation";
import type { Message } from "@makima/protocol/tasks";
import { cleanLine, cleanText } from "../terminal/clean-text.ts";
import { formatClock, formatDuration } from "../terminal/format-time.ts";
import { type Paint, paint } from "../terminal/paint.ts";

const VOICES: Record<MessageRole, { name: string; paint: Paint }> = {
  user: { name: "user", paint: paint.person },
  assistant: { name: "agent", paint: paint.accent },
  tool_call: { name: "calls", paint: paint.dim },
  tool_result: { name: "result", paint: paint.dim },
  thinking: { name: "thinks", paint: paint.dim },
  notice: { name: "makima", paint: paint.warn },
};

/** "agent", in its colour. */
export const voiceOf = (role: MessageRole): string => VOICES[role].paint(VOICES[role].name);

export function drawMessage(message: Omit<Message, "index">): string[] {
  const voice = VOICES[message.role];
  const head = `${paint.dim(formatClock(message.createdAt))} ${voice.paint(voice.name.padEnd(7))}`;
  const [first, ...rest] = sayMessage(message);
  return [`${head} ${first}`, ...rest.map((line) => `                 ${line}`)];
}

/** What it says, without who and when; at least one line. */
export function sayMessage(message: Omit<Message, "index">): [string, ...string[]] {
  if (message.role === "tool_call") {
    const input = cleanLine(JSON.stringify(message.toolInput ?? {})).slice(0, 200);
    return [`${cleanLine(message.toolName ?? "")} ${paint.dim(input)}`];
  }
  const text = cleanText(message.content, { lines: true, colours: false }).trimEnd();
  const shown = message.role === "tool_result" ? text.slice(0, 500) : text;
  const [first = "", ...rest] = shown.split("\n");
  const mark = message.isError ? paint.bad("✗ ") : "";
  const took = message.durationMs === null ? "" : paint.dim(`  ${formatDuration(message.durationMs)}`);
  return [`${mark}${first}${took}`, ...rest];
}
