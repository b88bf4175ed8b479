// Everything of a contract in causal order: messages, events and checkpoints of all tasks, across its phases.
import type { historyEndpoints } from "@makima/protocol/history";
import { z } from "zod";
import { loadContract } from "../contracts/contracts.ts";
import { type Reader, statement } from "../db/database.ts";
import { decodePageCursor, encodePageCursor, pageOf } from "../db/page-cursor.ts";
import { historyCursor } from "../journal/cursor.ts";
import type { Principal, World } from "../world.ts";
import { type HistoryRow, LIST_HISTORY, LIST_TASK_HISTORY, showHistory } from "./history-reader.ts";
import { rangeOf } from "./range-of.ts";
import { checkTimes, historyTypes } from "./settle-filters.ts";

type Query = z.infer<typeof historyEndpoints.getHistory.query>;
type Answer = z.infer<typeof historyEndpoints.getHistory.answer>;
type Of = { ownerId: string; contractId: string };

const HISTORY_PLACE = statement(
  "history-place",
  `select last_number::float8 as number from history_place where owner_id = $1 and contract_id = $2`,
);

/**
 * What has its number when it is read; what comes behind follows in the stream `history:ID` from the answer's cursor, each once.
 * Throws NOT_FOUND, UNKNOWN_TYPE, TIMES_REVERSED or INVALID_CURSOR.
 */
export async function getHistory(
  { db }: World,
  { ownerId }: Principal,
  { params, query }: { params: { id: string }; query: Query },
): Promise<Answer> {
  const of = { ownerId, contractId: params.id };
  const types = historyTypes(query.type);
  checkTimes(query);
  const list = { ownerId, list: "history", query: { ...query, contractId: params.id } };
  const after = decodePageCursor(list, query.cursor, z.tuple([z.int().min(1)]))?.[0];
  await loadContract(db, of);
  const last = await lastHistoryNumber(db, of);
  const { order, limit } = query;
  const range = rangeOf({ order, after, from: query.fromNumber, least: 1, most: last });
  const { taskId } = query;
  const statements = taskId === undefined ? LIST_HISTORY : LIST_TASK_HISTORY;
  const found = await db.rows<HistoryRow>(statements[order], [
    ownerId,
    params.id,
    range.first,
    range.last,
    query.phase ?? null,
    types,
    query.from ?? null,
    query.to ?? null,
    limit + 1,
    ...(taskId === undefined ? [] : [taskId]),
  ]);
  const { rows, nextCursor } = pageOf(found, limit, ({ number }) => encodePageCursor(list, [number]));
  const cursor = historyCursor({ contractId: params.id, number: last });
  return { items: await showHistory(db, of, rows), nextCursor, cursor };
}

/** The last number that is given; 0 before the first. */
export async function lastHistoryNumber(db: Reader, { ownerId, contractId }: Of): Promise<number> {
  return (await db.row<{ number: number }>(HISTORY_PLACE, [ownerId, contractId]))?.number ?? 0;
}

/** What comes behind a number, for those who follow; at most `limit`. */
export async function historyBehind(
  db: Reader,
  { ownerId, contractId, after, limit }: Of & { after: number; limit: number },
): Promise<Answer["items"]> {
  const all = [null, null, null, null];
  const values = [ownerId, contractId, after + 1, Number.MAX_SAFE_INTEGER, ...all, limit];
  return showHistory(db, { ownerId, contractId }, await db.rows<HistoryRow>(LIST_HISTORY.asc, values));
}
