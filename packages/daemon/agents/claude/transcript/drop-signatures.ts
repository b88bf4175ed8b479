// Takes thinking out of lines in which a secret was replaced: its provider signed it, and refuses what was changed.
import { readEntry } from "./entry.ts";

const signed = ["thinking", "redacted_thinking"];

/** `redacted` are the places of such lines. */
export function dropSignatures(lines: readonly string[], redacted: readonly number[]): string[] {
  const changed = new Set(redacted);
  return lines.map((line, place) => {
    const entry = changed.has(place) ? readEntry(line) : null;
    if (entry === null || !Array.isArray(entry.message?.content)) return line;
    const content = entry.message.content.filter(({ type }) => !signed.includes(type));
    return JSON.stringify({ ...entry, message: { ...entry.message, content } });
  });
}
