// Whether a transcript lacks the end of the conversation: its last lines may not have reached the server when the machine was lost.
import type { PastMaterials } from "../past.ts";
import { type HistoryItem, isCall } from "./item.ts";

/** By the last thing that the agent did or said. */
export function isBehind(items: readonly HistoryItem[], messages: PastMaterials["messages"]): boolean {
  const last = messages.findLast(({ role }) => role === "assistant" || role === "tool_call");
  if (last === undefined) return false;
  if (last.role === "assistant") return !items.some((item) => says(item, last.content));
  const { toolCallId } = last;
  // A plan is told without a call of its own.
  return toolCallId !== null && !toolCallId.startsWith("plan-") && !hasCall(items, toolCallId);
}

const hasCall = (items: readonly HistoryItem[], callId: string): boolean =>
  items.some((item) => isCall(item) && item.call_id === callId);

function says(item: HistoryItem, words: string): boolean {
  if (item.type !== "message" || item.role !== "assistant") return false;
  const text = item.content.map((piece) => piece.text ?? "").join("");
  // A long message is kept in several of ours.
  return text.includes(words.trim());
}
