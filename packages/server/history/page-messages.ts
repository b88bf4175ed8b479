// One page of a conversation, in either order.
import type { MessageRole } from "@makima/core/conversation";
import type { Message } from "@makima/protocol/tasks";
import { z } from "zod";
import type { Reader } from "../db/database.ts";
import { decodePageCursor, encodePageCursor, pageOf } from "../db/page-cursor.ts";
import { rangeOf } from "./range-of.ts";
import { showMessage, type View } from "./reader.ts";
import { scanMessages } from "./scan-messages.ts";

export type MessagesQuery = {
  limit: number;
  cursor?: string | undefined;
  order: "asc" | "desc";
  /** the place where the first page begins, itself included */
  fromIndex?: number | undefined;
};

type Page = { messages: Message[]; nextCursor: string | null };

/** The cursor is of no use after a rewind: places mean other messages then. Throws INVALID_CURSOR. */
export async function pageMessages(
  reader: Reader,
  view: View,
  { query, roles }: { query: MessagesQuery; roles: readonly MessageRole[] },
): Promise<Page> {
  const { limit, cursor, order, fromIndex } = query;
  const of = { ownerId: view.ownerId, list: "messages", query: { order, roles, head: view.headId } };
  const after = decodePageCursor(of, cursor, z.tuple([z.int().min(0)]))?.[0];
  const { first, last } = rangeOf({ order, after, from: fromIndex, least: 0, most: view.messageCount - 1 });
  const seen = await scanMessages(reader, view, {
    order,
    roles,
    limit: limit + 1,
    fromIndex: first,
    toIndex: last,
  });
  const { rows, nextCursor } = pageOf(seen, limit, ({ index }) => encodePageCursor(of, [index]));
  return { messages: rows.map(showMessage), nextCursor };
}
