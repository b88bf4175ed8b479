// What a rewind would do, without doing it: the server knows of the conversation and its consequences, the daemon of the files.
import { MESSAGE_ROLES } from "@makima/core/conversation";
import type { RewindPreview } from "@makima/protocol/rewinds";
import type { Reader } from "../db/database.ts";
import { type CutCall, readView, scanMessages, showMessage, type View } from "../history/history.ts";
import type { Held } from "../tasks/tasks.ts";
import { findConsequences } from "./find-consequences.ts";
import { shownOnlyBy, viewAt } from "./view-at.ts";
import { pointOf, type RewindWish } from "./wish.ts";

/** What the daemon has seen. */
type SeenFiles = Pick<RewindPreview, "files" | "filesTruncated">;

export const NO_FILES: SeenFiles = { files: [], filesTruncated: false };

/** The caller holds contract and task. */
export async function showPreview(
  { tx, contract, task }: Held,
  { wish, seen: { files, filesTruncated } }: { wish: RewindWish; seen: SeenFiles },
): Promise<RewindPreview> {
  const of = { ownerId: task.ownerId, taskId: task.id };
  const view = await readView(tx, of);
  const point = await viewAt(tx, { ...of, place: pointOf(wish) });
  const found = await findConsequences(tx, {
    ownerId: task.ownerId,
    task,
    contractId: contract.id,
    view,
    point,
  });
  const moved = wish.conversation === null ? view : await viewAt(tx, { ...of, place: wish.conversation });
  const removed = shownOnlyBy(view, moved);
  return {
    dryRun: true,
    taskId: task.id,
    checkpointId: wish.code?.checkpointId ?? null,
    files,
    filesTruncated,
    messagesRemoved: removed.count,
    messagesRestored: shownOnlyBy(moved, view).count,
    newMessageCount: moved.messageCount,
    messages: await newestOf(tx, { view, fromIndex: removed.fromIndex }),
    notTakenBack: [...found.notTakenBack],
    cutCalls: wish.conversation === null ? [] : found.cutCalls.map(showCut),
    openQuestions: [...found.openQuestions],
    openTasks: [...found.openTasks],
  };
}

/** As people and the agent are told of it. */
export const showCut = ({ toolCallId, toolName, outcome }: CutCall): RewindPreview["cutCalls"][number] => ({
  toolCallId,
  toolName,
  outcome,
});

const MOST_MESSAGES = 50;
const EXCERPT_LENGTH = 200;

async function newestOf(
  reader: Reader,
  { view, fromIndex }: { view: View; fromIndex: number },
): Promise<RewindPreview["messages"]> {
  const seen = await scanMessages(reader, view, {
    order: "desc",
    roles: MESSAGE_ROLES,
    limit: MOST_MESSAGES,
    fromIndex,
    toIndex: view.messageCount - 1,
  });
  return seen
    .toReversed()
    .map(showMessage)
    .map(({ id, index, role, content, toolName }) => ({
      id,
      index,
      role,
      excerpt: (content === "" ? (toolName ?? "") : content).slice(0, EXCERPT_LENGTH).toWellFormed(),
    }));
}
