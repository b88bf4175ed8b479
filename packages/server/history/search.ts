// Full text over messages, output and goals of an owner: the best of the newest hits first, with excerpts.
import { type Asked, excerptOf, parseQuery } from "@makima/core/search";
import { Refusal } from "@makima/protocol/errors";
import type { historyEndpoints, SearchHit } from "@makima/protocol/history";
import { z } from "zod";
import { loadContract } from "../contracts/contracts.ts";
import type { Reader } from "../db/database.ts";
import { decodePageCursor, encodePageCursor } from "../db/page-cursor.ts";
import { readOwnerCursor } from "../journal/read-cursors.ts";
import type { Principal, World } from "../world.ts";
import { type Found, findHits } from "./find-hits.ts";
import { isInView, messageIdOf, readView, type View } from "./reader.ts";
import { type HitRow, readHits } from "./search-reader.ts";

type Query = z.infer<typeof historyEndpoints.search.query>;
type Answer = z.infer<typeof historyEndpoints.search.answer>;

const place = z.tuple([
  z.int().min(0),
  z.int().min(0),
  z.int().min(1),
  z.number(),
  z.int().min(1),
  z.int().min(0).max(1),
]);

/** Throws EMPTY_QUERY, NOT_FOUND for a contract that is not the owner's, or INVALID_CURSOR. */
export async function search(
  { db }: World,
  { ownerId }: Principal,
  { query }: { query: Query },
): Promise<Answer> {
  const asked = parseQuery(query.q);
  if (asked === null) throw new Refusal("EMPTY_QUERY", "q: there is no word in it", { field: "q" });
  const { contractId, kind, limit } = query;
  const of = { ownerId, list: "search", query };
  const from = decodePageCursor(of, query.cursor, place);
  if (contractId !== undefined) await loadContract(db, { ownerId, contractId });
  const cursor = await readOwnerCursor(db, ownerId);
  const only = [
    contractId === undefined ? [] : `'/c${contractId}'`,
    kind === undefined ? [] : `'/k${kind}'`,
  ].flat();
  const { hits, next } = await findHits(db, { ownerId, asked, only, limit, from });
  return {
    items: await showHits(db, { ownerId, asked, hits }),
    nextCursor: next === null ? null : encodePageCursor(of, next),
    cursor,
  };
}

async function showHits(
  db: Reader,
  { ownerId, asked, hits }: { ownerId: string; asked: Asked; hits: readonly Found[] },
): Promise<SearchHit[]> {
  const rows = await readHits(db, { ownerId, numbers: hits.map(({ number }) => number) });
  const rowOf = new Map(rows.map((row) => [row.number, row]));
  const taskIds = new Set(rows.flatMap(({ kind, taskId }) => (kind === "message" && taskId ? taskId : [])));
  const views = await Promise.all([...taskIds].map((taskId) => readView(db, { ownerId, taskId })));
  const viewOf = new Map(views.map((view) => [view.taskId, view]));
  return hits.flatMap(({ number, rank }) => {
    const row = rowOf.get(number);
    // A goal that was changed in this very moment: its new words are another document.
    return row === undefined ? [] : showHit({ ...row, rank, asked, views: viewOf });
  });
}

type Shown = HitRow & { rank: number; asked: Asked; views: ReadonlyMap<string, View> };

function showHit({ rank, asked, views, ...row }: Shown): SearchHit {
  const message = row.kind === "message" && row.taskId !== null ? { taskId: row.taskId, seq: row.seq } : null;
  const view = message === null ? undefined : views.get(message.taskId);
  return {
    kind: row.kind,
    contractId: row.contractId,
    contractName: row.contractName,
    taskId: row.taskId,
    taskName: row.taskName,
    messageId: message === null ? null : messageIdOf(message),
    role: row.role,
    outputSeq: row.kind === "output" ? row.seq : null,
    inView: message === null || (view !== undefined && isInView(view, message)),
    rank,
    excerpt: excerptOf(row.text, asked),
    at: row.at.toISOString(),
  };
}
