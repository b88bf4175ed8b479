// Messages as they are shown: calls of tools that follow each other are one row, with their results; the rest are rows of their own.
import type { Message } from "@makima/protocol/tasks";
import type { Arriving } from "./arriving.ts";

export type ToolCall = { call: Message; result: Message | null };
/** `number` is the place of its first message. */
export type Row =
  | { kind: "message"; key: string; number: number; message: Message }
  | { kind: "tools"; key: string; number: number; calls: ToolCall[] }
  | { kind: "arriving"; key: string; number: number; arriving: Arriving };

/** Where a row of calls may begin anew. It is told by the place alone, so that rows are the same whatever stretch is held. */
const MOST_CALLS = 64;

/** @param moreBefore a result at the beginning whose call is not held is left out: it belongs to a row that is not there yet */
export function rowsOf(messages: readonly Message[], { moreBefore }: { moreBefore: boolean }): Row[] {
  const rows: Row[] = [];
  for (const message of messages) {
    const { id: key, index: number } = message;
    const last = rows.at(-1);
    if (message.role === "tool_result" && (rows.length === 0 ? moreBefore : settle(rows, message))) continue;
    if (message.role !== "tool_call") {
      rows.push({ kind: "message", key, number, message });
    } else if (last?.kind === "tools" && blockOf(last.calls) === Math.floor(number / MOST_CALLS)) {
      last.calls.push({ call: message, result: null });
    } else {
      rows.push({ kind: "tools", key, number, calls: [{ call: message, result: null }] });
    }
  }
  return rows;
}

const blockOf = (calls: readonly ToolCall[]): number =>
  Math.floor((calls.at(-1)?.call.index ?? 0) / MOST_CALLS);

/** False where the call is in neither of the last two rows: its result then stands for itself. */
function settle(rows: readonly Row[], result: Message): boolean {
  for (const row of rows.slice(-2)) {
    if (row.kind !== "tools") continue;
    const place = row.calls.findIndex(
      ({ call }) => call.toolCallId !== null && call.toolCallId === result.toolCallId,
    );
    const found = row.calls[place];
    if (found === undefined) continue;
    row.calls[place] = { ...found, result };
    return true;
  }
  return false;
}
