// The past of a task as its agent is given it back: the first message, and the newest ones as far as a prompt can hold them.
import { MESSAGE_ROLES, type MessageRole } from "@makima/core/conversation";
import { DEFAULT_PROMPT_LIMITS, type PastMessage } from "@makima/core/restoration";
import type { Reader } from "../db/database.ts";
import { type CutCall, closeCut } from "./close-cut.ts";
import { readView, type Seen, type TaskKey, type View } from "./reader.ts";
import { scanMessages } from "./scan-messages.ts";

/** How many messages are read at a time. */
const BATCH = 200;

// Thinking is the agent's own and is not told back to it.
const ROLES = MESSAGE_ROLES.filter((role): role is MessageRole => role !== "thinking");

/** What is in view before the message `beforeSeq` of this task, for composePast. Throws NOT_FOUND. */
export async function pastMessages(
  reader: Reader,
  { ownerId, taskId, beforeSeq }: TaskKey & { beforeSeq: number },
): Promise<PastMessage[]> {
  const view = await readView(reader, { ownerId, taskId });
  const beforeIndex = indexOf(view, beforeSeq);
  const range = { roles: ROLES, fromIndex: 0, toIndex: beforeIndex - 1 } as const;
  const [first] = await scanMessages(reader, view, { ...range, order: "asc", limit: 1 });
  if (first === undefined) return [];
  const newest = await readNewest(reader, view, { ...range, fromIndex: first.index + 1 });
  const seen = [first, ...newest];
  const cut = await closeCut(reader, { ownerId, seen });
  return [...seen.map(toPast), ...cut.map((call) => resultOf(call, beforeIndex))];
}

/** The place of a message of the task itself; past the end when it is not there yet. */
export function indexOf(view: View, seq: number): number {
  const own = view.stretches.find(
    ({ taskId, fromSeq, toSeq }) => taskId === view.taskId && fromSeq <= seq && seq <= toSeq,
  );
  return own === undefined ? view.messageCount : own.fromIndex + seq - own.fromSeq;
}

type Range = { roles: readonly MessageRole[]; fromIndex: number; toIndex: number };

/** Backwards until they are more than a prompt can hold, oldest first. */
async function readNewest(reader: Reader, view: View, range: Range): Promise<Seen[]> {
  const newest: Seen[] = [];
  let size = 0;
  for (let toIndex = range.toIndex; size <= DEFAULT_PROMPT_LIMITS.totalLength; ) {
    const batch = await scanMessages(reader, view, { ...range, toIndex, order: "desc", limit: BATCH });
    newest.push(...batch);
    size += batch.reduce((sum, { row }) => sum + sizeOf(row), 0);
    const oldest = batch.at(-1);
    if (batch.length < BATCH || oldest === undefined) break;
    toIndex = oldest.index - 1;
  }
  return newest.toReversed();
}

const sizeOf = ({ role, content }: { role: MessageRole; content: string }): number =>
  role === "tool_result" ? Math.min(content.length, DEFAULT_PROMPT_LIMITS.toolOutputLength) : content.length;

const toPast = ({ row, index }: Seen): PastMessage => ({
  place: index + 1,
  epoch: row.epoch,
  role: row.role,
  content: row.content,
  toolCallId: row.toolCallId,
  toolName: row.toolName,
  toolInput: row.toolInput,
  isError: row.isError,
});

const resultOf = (
  { epoch, toolCallId, toolName, content, outcome }: CutCall,
  place: number,
): PastMessage => ({
  place,
  epoch,
  role: "tool_result",
  content,
  toolCallId,
  toolName,
  toolInput: null,
  isError: outcome !== "recorded",
});
