// What a topic follows: where it ends, what comes behind a place, and which bells tell that there may be more.
import { MESSAGE_ROLES } from "@makima/core/conversation";
import { Refusal } from "@makima/protocol/errors";
import type { Topic } from "@makima/protocol/stream";
import type { Reader, Statement } from "../../db/database.ts";
import { bell } from "../../doorbell.ts";
import { readView, scanMessages, showMessage } from "../../history/history.ts";
import { contractCursor, ownerCursor, taskCursor } from "../../journal/cursor.ts";
import { feedBell } from "../../journal/feed-bell.ts";
import { deriveFrames } from "./derive-frames.ts";
import { followHistory } from "./follow-history.ts";
import type { Followed, Place } from "./followed.ts";
import { pieceOf } from "./piece.ts";
import {
  CONTRACT_END,
  CONTRACT_EVENTS,
  type OutputRow,
  OWNER_END,
  OWNER_EVENTS,
  type PlacedEvent,
  TASK_END,
  TASK_EVENTS,
  TASK_OUTPUT,
} from "./reader.ts";

const AT_ONCE = 200;

export function follow(topic: Topic, ownerId: string): Followed {
  const [kind, id = ""] = topic.split(":");
  if (kind === "task") return followTask(topic, { ownerId, taskId: id });
  if (kind === "history") return followHistory(topic, { ownerId, contractId: id });
  return kind === "contract" ? followContract(topic, { ownerId, contractId: id }) : followOwner(ownerId);
}

function followOwner(ownerId: string): Followed {
  return {
    topic: "owner",
    bell: feedBell(ownerId),
    deltasOf: null,
    end: (db) => endOf(db, OWNER_END, [ownerId]),
    behind: (db, [after = 0]) =>
      eventsBehind(db, OWNER_EVENTS, { of: { topic: "owner", ownerId }, values: [ownerId, after] }),
    cursorAt: ([feed = 0]) => ownerCursor({ ownerId, feed }),
  };
}

function followContract(
  topic: Topic,
  { ownerId, contractId }: { ownerId: string; contractId: string },
): Followed {
  return {
    topic,
    bell: bell.contract(contractId),
    deltasOf: null,
    end: (db) => endOf(db, CONTRACT_END, [ownerId, contractId]),
    behind: (db, [after = 0]) =>
      eventsBehind(db, CONTRACT_EVENTS, { of: { topic, ownerId }, values: [ownerId, contractId, after] }),
    cursorAt: ([event = 0]) => contractCursor({ contractId, event }),
  };
}

type TaskEnd = { contractId: string; event: number; message: number; output: number };

function followTask(topic: Topic, { ownerId, taskId }: { ownerId: string; taskId: string }): Followed {
  const readEnd = async (db: Reader): Promise<TaskEnd> => {
    const end = await db.row<TaskEnd>(TASK_END, [ownerId, taskId]);
    if (end === null) throw notFound();
    return end;
  };
  return {
    topic,
    bell: bell.task(taskId),
    deltasOf: taskId,
    end: async (db) => {
      const { event, message, output } = await readEnd(db);
      return [event, message, output];
    },
    behind: async (db, place) => {
      const end = await readEnd(db);
      // Events are read first and told last: what an agent said before its task ended comes before the end.
      const [event = 0, message = 0, output = 0] = place;
      // What has not moved is not read: an agent that prints a thousand lines a second says nothing and does nothing meanwhile.
      const events = await (event >= end.event
        ? NOTHING
        : eventsBehind(db, TASK_EVENTS, {
            of: { topic, ownerId },
            values: [ownerId, end.contractId, taskId, event],
          }));
      const messages = await (message >= end.message
        ? NOTHING
        : messagesBehind(db, { topic, ownerId, taskId, after: message }));
      const outputs = await (output >= end.output
        ? NOTHING
        : outputBehind(db, { topic, ownerId, taskId, after: output }));
      return {
        pieces: [...messages.pieces, ...outputs.pieces, ...events.pieces],
        isAll: events.isAll && messages.isAll && outputs.isAll,
      };
    },
    cursorAt: ([event = 0, message = 0, output = 0]) => taskCursor({ taskId, event, message, output }),
  };
}

async function endOf(db: Reader, statement: Statement, values: readonly string[]): Promise<Place> {
  const end = await db.row<{ event: number }>(statement, values);
  if (end === null) throw notFound();
  return [end.event];
}

const notFound = (): Refusal => new Refusal("NOT_FOUND", "there is no such topic");

type Behind = ReturnType<Followed["behind"]>;

const NOTHING: Awaited<Behind> = { pieces: [], isAll: true };

async function eventsBehind(
  db: Reader,
  statement: Statement,
  { of, values }: { of: { topic: Topic; ownerId: string }; values: readonly unknown[] },
): Behind {
  const events = await db.rows<PlacedEvent>(statement, [...values, AT_ONCE]);
  return { pieces: await deriveFrames(db, events, of), isAll: events.length < AT_ONCE };
}

type OfTask = { topic: Topic; ownerId: string; taskId: string; after: number };

/** The messages in view; those that a rewind took out of it since are passed over. */
async function messagesBehind(db: Reader, { topic, ownerId, taskId, after }: OfTask): Behind {
  const view = await readView(db, { ownerId, taskId });
  const own = view.stretches.filter((stretch) => stretch.taskId === taskId && stretch.toSeq > after);
  const [first] = own;
  if (first === undefined) return { pieces: [], isAll: true };
  const fromIndex = first.fromIndex + Math.max(0, after + 1 - first.fromSeq);
  const toIndex = view.messageCount - 1;
  const scan = { order: "asc", roles: MESSAGE_ROLES, limit: AT_ONCE, fromIndex, toIndex } as const;
  const seen = await scanMessages(db, view, scan);
  const pieces = seen.map((one) =>
    pieceOf({ topic, kind: "message", data: showMessage(one), source: 1, number: one.row.seq, isLast: true }),
  );
  return { pieces, isAll: seen.length < AT_ONCE };
}

async function outputBehind(db: Reader, { topic, ownerId, taskId, after }: OfTask): Behind {
  const rows = await db.rows<OutputRow>(TASK_OUTPUT, [ownerId, taskId, after, AT_ONCE / 4]);
  const pieces = rows.map((row) => {
    const data = { ...row, createdAt: row.createdAt.toISOString() };
    return pieceOf({ topic, kind: "output", data, source: 2, number: row.seq, isLast: true });
  });
  return { pieces, isAll: rows.length < AT_ONCE / 4 };
}
