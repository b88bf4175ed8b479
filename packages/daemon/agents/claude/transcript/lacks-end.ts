// Whether a transcript ends before the conversation does: its last lines may not have reached the server when their machine was lost.
import type { PastMaterials } from "../../past.ts";
import { callsOf, type Entry } from "./entry.ts";

/** By the last call; words that were cut off are no part of a transcript, and Claude says them again. */
export function lacksEnd(entries: readonly Entry[], messages: PastMaterials["messages"]): boolean {
  const last = messages.findLast(({ role }) => role === "tool_call")?.toolCallId ?? null;
  return last !== null && !entries.some((entry) => callsOf(entry).some(({ id }) => id === last));
}
