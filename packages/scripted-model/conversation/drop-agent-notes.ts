// Agents put notes of their own between the words of people. For a script they are neither a prompt nor an answer nor a result.
import type { Item } from "./conversation.ts";

const WRAPPED = [
  "system-reminder", // Claude Code
  "environment_context", // Codex
  "user_instructions",
  "turn_aborted",
  "session_context", // Gemini CLI
];
const notes = new RegExp(`<(${WRAPPED.join("|")})>[\\s\\S]*?</\\1>`, "g");

// What Claude Code says in a person's place when it goes on with an interrupted turn, and in the model's when there is nothing to say.
const SENTENCES = [
  /^\[Request interrupted by user(?: for tool use)?\]$/,
  /^Continue from where you left off\.$/,
  /^No response requested\.$/,
  /^# AGENTS\.md instructions for /,
];

// What Codex puts in a result's place when it ends while a tool of ours is under way.
const CUT = "dynamic tool call was cancelled before receiving a response";

/** A call whose result is such a note has none. */
export const dropAgentNotes = (items: readonly Item[]): Item[] =>
  items.flatMap((item): Item[] => {
    if (item.kind === "result" && item.text.trim() === CUT) return [];
    if (item.kind !== "user" && item.kind !== "assistant") return [item];
    const text = item.text.replace(notes, "").trim();
    return text === "" || SENTENCES.some((sentence) => sentence.test(text)) ? [] : [{ ...item, text }];
  });
