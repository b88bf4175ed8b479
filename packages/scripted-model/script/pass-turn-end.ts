// Tells whether a turn that ends in the script has ended in the conversation.
import type { Walk } from "./walk.ts";

/** The place behind the prompt that began the next turn; null when this turn has not ended yet. */
export function passTurnEnd({ items, cursor, pending }: Walk): number | null {
  let said = "";
  for (const [place, item] of items.entries()) {
    if (place < cursor) continue;
    if (item.kind === "assistant") said += `${item.text}\n`;
    // A call that is not of the steps before: the conversation is behind the end of the turn.
    if (item.kind === "call") return place;
    if (item.kind === "user" && hasAll(said, pending.evidence)) return place + 1;
  }
  return null;
}

/** A turn with nothing to say has said something all the same. */
function hasAll(said: string, evidence: readonly string[]): boolean {
  if (evidence.length === 0) return said !== "";
  const all = collapse(said);
  return evidence.every((words) => all.includes(collapse(words)));
}

const collapse = (text: string): string => text.replace(/\s+/g, " ").trim();
