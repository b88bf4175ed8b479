// The conversation of a task as it is, message by message, for an agent whose session is made anew from it.
import { MESSAGE_ROLES } from "@makima/core/conversation";
import type { PastMessagesPage, SentPastMessage } from "@makima/protocol/mesh";
import type { Reader } from "../db/database.ts";
import { type CutCall, closeCut } from "./close-cut.ts";
import { indexOf } from "./past-messages.ts";
import { readView, type Seen, type TaskKey, type View } from "./reader.ts";
import { scanMessages } from "./scan-messages.ts";

/** How many messages are read at a time, and how many characters of them make a page. */
const BATCH = 50;
const PAGE_LENGTH = 2 * 1024 * 1024;

type Wanted = TaskKey & { beforeSeq: number; fromIndex: number };

/**
 * What is in view from this place on, before the message `beforeSeq` of this task, as far as a frame holds it. A call without a result in view
 * is followed by the one that closes it. Throws NOT_FOUND.
 */
export async function pagePast(
  reader: Reader,
  { ownerId, taskId, beforeSeq, fromIndex }: Wanted,
): Promise<PastMessagesPage> {
  const view = await readView(reader, { ownerId, taskId });
  const toIndex = indexOf(view, beforeSeq) - 1;
  const range = { order: "asc" as const, roles: MESSAGE_ROLES, fromIndex, toIndex };
  const found = await scanMessages(reader, view, { ...range, limit: BATCH });
  const page = asFits(found);
  const last = page.at(-1);
  const isAll = page.length === found.length && found.length < BATCH;
  const closed = await closedIn(reader, view, { page, toIndex });
  return {
    messages: page.flatMap((seen) => withResult(seen, closed)),
    nextIndex: isAll || last === undefined ? null : last.index + 1,
  };
}

/** At least one. */
function asFits(found: readonly Seen[]): Seen[] {
  let length = 0;
  return found.filter(({ row }, at) => {
    length += row.content.length + JSON.stringify(row.toolInput ?? null).length;
    return at === 0 || length <= PAGE_LENGTH;
  });
}

async function closedIn(
  reader: Reader,
  view: View,
  { page, toIndex }: { page: readonly Seen[]; toIndex: number },
): Promise<CutCall[]> {
  const calls = page.filter(({ row }) => row.role === "tool_call");
  const toolCallIds = calls.flatMap(({ row }) => row.toolCallId ?? []);
  const [first] = calls;
  if (first === undefined) return [];
  const results = await scanMessages(reader, view, {
    order: "asc",
    roles: ["tool_result"],
    limit: toolCallIds.length,
    fromIndex: first.index,
    toIndex,
    toolCallIds,
  });
  return closeCut(reader, { ownerId: view.ownerId, seen: [...calls, ...results] });
}

function withResult({ row }: Seen, closed: readonly CutCall[]): SentPastMessage[] {
  const { epoch, role, content, toolCallId, toolName, toolInput, isError } = row;
  const createdAt = row.createdAt.toISOString();
  const message = { epoch, role, content, toolCallId, toolName, toolInput, isError, createdAt };
  const call = closed.find(({ taskId, seq }) => taskId === row.taskId && seq === row.seq);
  if (call === undefined) return [message];
  const result = { ...message, role: "tool_result" as const, content: call.content, toolInput: null };
  return [message, { ...result, isError: call.outcome !== "recorded" }];
}
