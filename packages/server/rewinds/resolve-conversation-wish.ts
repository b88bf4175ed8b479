// Where a conversation is to go, whichever way the place is named, and the code with it.
import { Refusal, refuseField } from "@makima/protocol/errors";
import type { RewindConversation } from "@makima/protocol/rewinds";
import { statement } from "../db/database.ts";
import { readView, type View } from "../history/history.ts";
import type { Held } from "../tasks/tasks.ts";
import { findCodeAt } from "./find-code-at.ts";
import type { Place } from "./reader.ts";
import { refuseSeveral } from "./refuse-several.ts";
import { type Destination, destinationOfUndo, type RewindWish } from "./wish.ts";

/**
 * Throws VALIDATION, SEVERAL_SELECTORS, NEGATIVE_COUNT, REWIND_PAST_BEGINNING, UNKNOWN_INDEX, FOREIGN_MESSAGE, MESSAGE_OUT_OF_VIEW,
 * UNKNOWN_CHECKPOINT, NO_CHECKPOINT.
 */
export async function resolveConversationWish(held: Held, body: RewindConversation): Promise<RewindWish> {
  const { byMessageCount, toMessageIndex, toMessageId, toTimestamp, undoCheckpointId } = body;
  refuseSeveral({ byMessageCount, toMessageIndex, toMessageId, toTimestamp, undoCheckpointId });
  const destination = await destinationOf(held, body);
  return { ...destination, preserve: "checkpoint", branch: null, afterPoint: body.afterPoint };
}

async function destinationOf(held: Held, body: RewindConversation): Promise<Destination> {
  if (body.undoCheckpointId !== undefined) {
    if (body.rewindCode) throw refuseField("rewindCode", "an undo moves what the rewind has moved");
    return destinationOfUndo(held, body.undoCheckpointId);
  }
  const { tx, task } = held;
  const view = await readView(tx, { ownerId: task.ownerId, taskId: task.id });
  const count = await countKept(held, { view, body });
  const conversation: Place = { segmentId: count === 0 ? null : view.headId, count };
  return { code: body.rewindCode ? await findCodeAt(held, conversation) : null, conversation };
}

type Asked = { view: View; body: RewindConversation };

/** How many messages stay in view. */
async function countKept(held: Held, { view, body }: Asked): Promise<number> {
  const { toMessageIndex, toMessageId, toTimestamp, byMessageCount = 1 } = body;
  const last = { lastIndex: view.messageCount - 1 };
  if (toMessageIndex !== undefined) {
    if (toMessageIndex < 0 || toMessageIndex >= view.messageCount)
      throw new Refusal("UNKNOWN_INDEX", `there is no message at ${toMessageIndex}`, last);
    return toMessageIndex + 1;
  }
  if (toMessageId !== undefined) return (await indexOf(held, { view, messageId: toMessageId })) + 1;
  if (toTimestamp !== undefined) return countAt(held, { view, at: toTimestamp });
  if (byMessageCount < 1)
    throw new Refusal("NEGATIVE_COUNT", `${byMessageCount} messages cannot go out of view`);
  if (byMessageCount > view.messageCount)
    throw new Refusal("REWIND_PAST_BEGINNING", `there are ${view.messageCount} messages`, {
      messageCount: view.messageCount,
    });
  return view.messageCount - byMessageCount;
}

const IS_OWN = statement(
  "is-message-of-task",
  "select 1 as one from message where owner_id = $1 and task_id = $2 and seq::text = $3",
);

async function indexOf(
  { tx, task }: Held,
  { view, messageId }: { view: View; messageId: string },
): Promise<number> {
  const [taskId = "", seq = ""] = messageId.split(":");
  for (const { fromSeq, toSeq, fromIndex, ...stretch } of view.stretches)
    if (
      stretch.taskId === taskId &&
      /^[0-9]{1,15}$/.test(seq) &&
      fromSeq <= Number(seq) &&
      Number(seq) <= toSeq
    )
      return fromIndex + Number(seq) - fromSeq;
  const isOwn = taskId === task.id && (await tx.row(IS_OWN, [task.ownerId, task.id, seq])) !== null;
  if (isOwn) throw new Refusal("MESSAGE_OUT_OF_VIEW", `message ${messageId} is out of view`);
  throw new Refusal("FOREIGN_MESSAGE", `${messageId} is no message of this conversation`);
}

const NEWEST_BEFORE = statement(
  "newest-message-before",
  `select seq::int as seq from message
   where owner_id = $1 and task_id = $2 and seq between $3 and $4 and created_at <= $5 order by seq desc limit 1`,
);

async function countAt({ tx, task }: Held, { view, at }: { view: View; at: string }): Promise<number> {
  for (const { taskId, fromSeq, toSeq, fromIndex } of view.stretches.toReversed()) {
    const found = await tx.row<{ seq: number }>(NEWEST_BEFORE, [task.ownerId, taskId, fromSeq, toSeq, at]);
    if (found !== null) return fromIndex + found.seq - fromSeq + 1;
  }
  throw new Refusal("REWIND_PAST_BEGINNING", `nothing was said by ${at}`, {
    messageCount: view.messageCount,
  });
}
