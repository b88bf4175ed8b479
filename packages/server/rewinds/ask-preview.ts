// What a rewind would do, without doing it: the server knows of the conversation and its consequences, the daemon of the files.

import { MESSAGE_ROLES } from "@makima/core/conversation";
import { Refusal } from "@makima/protocol/errors";
import { previewResult } from "@makima/protocol/mesh";
import type { RewindPreview } from "@makima/protocol/rewinds";
import { repositoryOf } from "../contracts/contracts.ts";
import { awaitHands, sendCommand } from "../daemons/daemons.ts";
import type { Reader } from "../db/database.ts";
import { readView, scanMessages, showMessage, type View } from "../history/history.ts";
import { Pending } from "../pending.ts";
import type { Held } from "../tasks/tasks.ts";
import type { World } from "../world.ts";
import { findConsequences } from "./find-consequences.ts";
import { machineOf } from "./machine-of.ts";
import { shownOnlyBy, viewAt } from "./view-at.ts";
import { pointOf, type RewindWish } from "./wish.ts";

/** `commandId`: the daemon's part; null where no file would change. */
export type AskedPreview = { kind: "preview"; preview: RewindPreview; commandId: string | null };

/** The caller holds contract and task. Throws DAEMON_GONE. */
export async function askPreview(
  world: World,
  { held, wish }: { held: Held; wish: RewindWish },
): Promise<AskedPreview> {
  const { tx, contract, task } = held;
  const of = { ownerId: task.ownerId, taskId: task.id };
  const view = await readView(tx, of);
  const after = shownOnlyBy(view, await viewAt(tx, { ...of, place: pointOf(wish) }));
  const found = await findConsequences(tx, { ...of, contractId: contract.id, stretches: after.stretches });
  const moved = wish.conversation === null ? null : await viewAt(tx, { ...of, place: wish.conversation });
  const { notTakenBack, openQuestions, openTasks } = found;
  const preview: RewindPreview = {
    dryRun: true,
    taskId: task.id,
    checkpointId: wish.code?.checkpointId ?? null,
    files: [],
    filesTruncated: false,
    messagesRemoved: moved === null ? 0 : shownOnlyBy(view, moved).count,
    messagesRestored: moved === null ? 0 : shownOnlyBy(moved, view).count,
    newMessageCount: moved?.messageCount ?? view.messageCount,
    messages:
      moved === null ? [] : await newestOf(tx, { view, fromIndex: shownOnlyBy(view, moved).fromIndex }),
    notTakenBack: [...notTakenBack],
    openQuestions: [...openQuestions],
    openTasks: [...openTasks],
  };
  return { kind: "preview", preview, commandId: await askFiles(world, { held, wish }) };
}

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

async function askFiles(
  world: World,
  { held: { tx, contract, task }, wish }: { held: Held; wish: RewindWish },
): Promise<string | null> {
  if (wish.code === null && wish.branch === null) return null;
  const machine = await machineOf(tx, task);
  const daemonId = machine.isThere ? machine.daemonId : contract.daemonId;
  if (daemonId === null) throw new Refusal("DAEMON_GONE", "no daemon has the contract's repository");
  return sendCommand(tx, {
    world,
    to: { ownerId: task.ownerId, daemonId, contractId: contract.id },
    command: {
      kind: "preview_rewind",
      contractId: contract.id,
      taskId: task.id,
      repository: repositoryOf(contract),
      contractBranch: contract.branch,
      commit: wish.code?.commit ?? null,
      branch: wish.branch,
      from: machine.isThere ? null : task.resultCommit,
    },
  });
}

/** Throws COMMIT_GONE, BRANCH_NAME_INVALID, BRANCH_EXISTS, DAEMON_FAILED. */
export async function finishPreview(
  world: World,
  { ownerId, asked: { preview, commandId } }: { ownerId: string; asked: AskedPreview },
): Promise<RewindPreview | Pending> {
  if (commandId === null) return preview;
  const value = await awaitHands(world, { ownerId, operationId: commandId });
  if (value instanceof Pending) return value;
  const seen = previewResult.parse(value);
  if (!seen.ok) throw new Refusal(seen.code, seen.message);
  return { ...preview, files: seen.files, filesTruncated: seen.filesTruncated };
}
