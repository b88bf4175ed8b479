// Messages as they are shown: calls of tools that follow each other are one row, with their results; the rest are rows of their own.
import type { Message } from "@makima/protocol/tasks";
import type { Arriving } from "./conversation-state.ts";

export type ToolCall = { call: Message; result: Message | null };
export type Row =
  | { kind: "message"; key: string; index: number; message: Message }
  | { kind: "tools"; key: string; index: number; calls: ToolCall[] }
  | { kind: "arriving"; key: string; index: number; arriving: Arriving };

export function rowsOf(messages: readonly Message[], arriving: Arriving | null): Row[] {
  const rows: Row[] = [];
  for (const message of messages) {
    const last = rows.at(-1);
    if (message.role === "tool_result" && last?.kind === "tools" && settle(last.calls, message)) continue;
    if (message.role !== "tool_call") {
      rows.push({ kind: "message", key: message.id, index: message.index, message });
    } else if (last?.kind === "tools") {
      last.calls.push({ call: message, result: null });
    } else {
      rows.push({
        kind: "tools",
        key: message.id,
        index: message.index,
        calls: [{ call: message, result: null }],
      });
    }
  }
  if (arriving !== null)
    rows.push({ kind: "arriving", key: "arriving", index: Number.POSITIVE_INFINITY, arriving });
  return rows;
}

/** False where the call is not in this row: its result then stands for itself. */
function settle(calls: ToolCall[], result: Message): boolean {
  const place = calls.findIndex(
    ({ call }) => call.toolCallId !== null && call.toolCallId === result.toolCallId,
  );
  const found = calls[place];
  if (found === undefined) return false;
  calls[place] = { ...found, result };
  return true;
}
