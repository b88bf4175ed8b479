// What a conversation's steps are in the store: the product's own operations, each in its transaction.
import { MESSAGE_ROLES } from "@makima/core/conversation";
import { lockContract } from "@makima/server/contracts/contracts";
import type { Tx } from "@makima/server/db/database";
import { findPoint, type Point } from "@makima/server/forks/find-point";
import { readView, scanMessages, type View } from "@makima/server/history/history";
import { SERVER } from "@makima/server/journal/journal";
import { viewAt } from "@makima/server/rewinds/view-at";
import { appendMessages } from "@makima/server/tasks/append-messages";
import { appendOwnMessage } from "@makima/server/tasks/append-own-message";
import { type ForkOf, growEpoch, lockTask, moveHead, spawnTask } from "@makima/server/tasks/tasks";
import type { ConversationWorld } from "./conversation-world.ts";

/** The first `count` messages of what is seen from that segment. */
export type Place = { segmentId: string | null; count: number };
export type At = { taskId: string; epoch: number };
export type Seen = { text: string; index: number };

const key = ({ principal }: ConversationWorld, { taskId }: { taskId: string }) => ({
  ownerId: principal.ownerId,
  taskId,
});

export const viewOf = (of: ConversationWorld, at: At): Promise<View> => readView(of.world.db, key(of, at));

/** As it would be seen from another head. */
export const viewFrom = async (of: ConversationWorld, at: At, place: Place): Promise<View> => ({
  ...(await viewOf(of, at)),
  ...(await viewAt(of.world.db, { ...key(of, at), place })),
});

export async function readMessages(
  of: ConversationWorld,
  view: View,
  { order, limit }: { order: "asc" | "desc"; limit: number },
): Promise<Seen[]> {
  const places = { fromIndex: 0, toIndex: view.messageCount - 1 };
  const seen = await scanMessages(of.world.db, view, { order, limit, roles: MESSAGE_ROLES, ...places });
  return seen.map(({ row, index }) => ({ text: row.content, index }));
}

export const say = (of: ConversationWorld, at: At, batch: Parameters<typeof appendMessages>[2]) =>
  appendMessages(of.world, { ...key(of, at), daemonId: of.daemonId, epoch: at.epoch }, batch);

export const tell = (of: ConversationWorld, at: At, text: string): Promise<number> =>
  of.world.db.transaction((tx) =>
    appendOwnMessage(tx, { ...key(of, at), epoch: at.epoch }, { role: "user", content: text }),
  );

/** Gives the new epoch. */
export const beginEpoch = (of: ConversationWorld, at: At): Promise<number> =>
  of.world.db.transaction((tx) => grow(tx, of, at));

/** Gives the new epoch. Whoever throws before COMMIT has done nothing. */
export const rewindTo = (
  of: ConversationWorld,
  at: At,
  { place: { segmentId, count }, beforeCommit }: { place: Place; beforeCommit: () => void },
): Promise<number> =>
  of.world.db.transaction(async (tx) => {
    const epoch = await grow(tx, of, at);
    const keep = segmentId === null || count === 0 ? null : { segmentId, count };
    const head = { keep, reason: "rewind" as const };
    await moveHead(tx, { ids: of.world.ids, of: { ...key(of, at), epoch }, head });
    beforeCommit();
    return epoch;
  });

async function grow(tx: Tx, of: ConversationWorld, at: At): Promise<number> {
  const task = await lockTask(tx, key(of, at));
  return growEpoch(tx, { task, daemonId: of.daemonId, status: "starting" });
}

export const pointAt = (
  of: ConversationWorld,
  { contractId, taskId, messageId }: { contractId: string; taskId: string; messageId: string },
): Promise<Point> =>
  findPoint(of.world.db, { ...key(of, { taskId }), contractId, type: "message", value: messageId });

/** Gives the new task's id; `from`: the moment of another task that it continues. */
export async function openTask(
  of: ConversationWorld,
  contractId: string,
  from: { taskId: string; point: Point | null } | null,
): Promise<string> {
  const { world, principal } = of;
  const id = world.ids.next();
  await world.db.transaction(async (tx) => {
    const contract = await lockContract(tx, { ownerId: principal.ownerId, contractId });
    await spawnTask(tx, {
      ids: world.ids,
      task: {
        ...{ id, contract, parentTaskId: contract.supervisorTaskId, name: `t ${id}`, plan: "Talk" },
        ...{ kind: "worker", agent: "scripted", targetDaemonId: null, baseOn: null, dependsOn: [] },
        actor: SERVER,
        ...(from === null ? {} : { fork: forkOf(from) }),
      },
    });
  });
  return id;
}

const forkOf = ({ taskId, point }: { taskId: string; point: Point | null }): ForkOf => ({
  from: {
    ...{ taskId, type: "message", checkpointId: null, messageId: point?.messageId ?? null },
    at: point?.at ?? new Date(0).toISOString(),
    way: "fork",
  },
  ...{ baseCommit: null, branch: null, head: point?.head ?? null },
  notice: { kind: "fork", text: "You are a fork.", data: {} },
});
