// The tool calls of a task that are in view, each with its result where there is one.
import type { taskEndpoints } from "@makima/protocol/tasks";
import { z } from "zod";
import type { Reader } from "../db/database.ts";
import { decodePageCursor, encodePageCursor, pageOf } from "../db/page-cursor.ts";
import { type Seen, type View } from "./reader.ts";
import { scanMessages } from "./scan-messages.ts";
import { seenFromHead } from "./seen-from-head.ts";

type Query = z.infer<typeof taskEndpoints.getToolCalls.query>;
type Answer = z.infer<typeof taskEndpoints.getToolCalls.answer>;
type ToolCall = Answer["items"][number];

/** In the order of the calls. Throws NOT_FOUND or INVALID_CURSOR. */
export const getToolCalls = seenFromHead<Query, Answer>(async ({ reader, view, query }) => {
  const of = { ownerId: view.ownerId, list: "tool-calls", query: { head: view.headId } };
  const after = decodePageCursor(of, query.cursor, z.tuple([z.int().min(0)]))?.[0];
  const found = await scanMessages(reader, view, {
    order: "asc",
    roles: ["tool_call"],
    limit: query.limit + 1,
    fromIndex: after === undefined ? 0 : after + 1,
    toIndex: view.messageCount - 1,
  });
  const { rows: calls, nextCursor } = pageOf(found, query.limit, ({ index }) =>
    encodePageCursor(of, [index]),
  );
  const results = await resultsOf(reader, view, calls);
  const items = calls.map((call) => showToolCall(call, takeResult(results, call)));
  return { items, nextCursor, cursor: view.cursor };
});

/** A call has at most one result, which comes after it: the scan ends with the last one that it finds. */
async function resultsOf(reader: Reader, view: View, calls: readonly Seen[]): Promise<Seen[]> {
  const [first] = calls;
  if (first === undefined) return [];
  return scanMessages(reader, view, {
    order: "asc",
    roles: ["tool_result"],
    limit: calls.length,
    fromIndex: first.index,
    toIndex: view.messageCount - 1,
    toolCallIds: calls.map(({ row }) => row.toolCallId ?? ""),
  });
}

/** An agent may use an id again in a later run: the first result after the call is its own, and nobody else's. */
function takeResult(results: Seen[], call: Seen): Seen | null {
  const place = results.findIndex(
    ({ row, index }) => index > call.index && row.toolCallId === call.row.toolCallId,
  );
  return place === -1 ? null : (results.splice(place, 1)[0] ?? null);
}

function showToolCall({ row: call }: Seen, result: Seen | null): ToolCall {
  const startedAt = call.createdAt;
  const endedAt = result?.row.createdAt ?? null;
  return {
    toolCallId: call.toolCallId ?? "",
    taskId: call.taskId,
    toolName: call.toolName ?? "",
    toolInput: call.toolInput,
    output: result?.row.content ?? null,
    isError: result?.row.isError ?? false,
    startedAt: startedAt.toISOString(),
    endedAt: endedAt?.toISOString() ?? null,
    durationMs: endedAt === null ? null : (result?.row.durationMs ?? endedAt.getTime() - startedAt.getTime()),
  };
}
