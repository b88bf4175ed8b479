// Finds hits from the newest documents on: as many groups of them as it takes to fill a page, and of these the best first.
//
// A common word stands in so many documents that to rank them all takes seconds. So the newest 4,096 documents are asked first, then ever more
// that are older, until a page is full: a rare word is looked for everywhere at once, of a common one the newest hits are ranked. What was asked
// for a page is its batch; the next pages go through the rest of it, then a new batch begins behind it.
import type { Asked } from "@makima/core/search";
import type { Reader } from "../db/database.ts";
import { groupOf, groupsQuery, type Range } from "./search-groups.ts";
import { FIND_HITS, lastDocument } from "./search-reader.ts";

export type Found = { number: number; rank: number };
/** The first and the last group of the batch, the newest document that counts, and the rank and the number behind which it goes on. */
export type HitPlace = readonly [number, number, number, number, number];

type Wanted = {
  ownerId: string;
  asked: Asked;
  /** further words that the index has for a contract and a kind */
  only: readonly string[];
  limit: number;
  from: HitPlace | null;
};

/** Before the first of a new batch: no rank is so great. */
const GREATEST_RANK = 1_000;
/** More hits than these are not ranked together, unless they are in one group. */
const DENSE = 2_000;
const GROWTH = 4;

export async function findHits(
  db: Reader,
  wanted: Wanted,
): Promise<{ hits: Found[]; next: HitPlace | null }> {
  const { limit, from } = wanted;
  const newest = from?.[2] ?? (await lastDocument(db, wanted.ownerId));
  if (newest === 0) return { hits: [], next: null };
  const isNewBatch = from === null || from[3] === GREATEST_RANK;
  const batch = isNewBatch
    ? await gather(db, { ...wanted, newest, lastGroup: from?.[1] ?? groupOf(newest) })
    : await ask(db, {
        ...wanted,
        newest,
        firstGroup: from[0],
        lastGroup: from[1],
        behind: [from[3], from[4]],
      });
  const hits = batch.found.slice(0, limit);
  const last = hits.at(-1);
  if (batch.found.length > limit && last !== undefined)
    return { hits, next: [batch.firstGroup, batch.lastGroup, newest, last.rank, last.number] };
  const next: HitPlace | null =
    batch.firstGroup === 0 ? null : [0, batch.firstGroup - 1, newest, GREATEST_RANK, newest];
  return { hits, next };
}

type Batch = Range & { found: Found[] };

/** Goes back until a page is full, with steps that grow; a step with too many hits is taken again as a shorter one. */
async function gather(
  db: Reader,
  { lastGroup, ...wanted }: Wanted & { newest: number; lastGroup: number },
): Promise<Batch> {
  const found: Found[] = [];
  let top = lastGroup;
  let step = 1;
  while (top >= 0 && found.length <= wanted.limit) {
    const firstGroup = Math.max(0, top - step + 1);
    const asked = await ask(db, { ...wanted, firstGroup, lastGroup: top, behind: null });
    if (asked.count > DENSE && firstGroup < top) {
      step = Math.ceil((top - firstGroup + 1) / GROWTH);
      continue;
    }
    found.push(...asked.found);
    top = firstGroup - 1;
    step *= GROWTH;
  }
  found.sort((a, b) => b.rank - a.rank || b.number - a.number);
  return { firstGroup: top + 1, lastGroup, found };
}

type Ask = Wanted & Range & { newest: number; behind: readonly [number, number] | null };

async function ask(db: Reader, of: Ask): Promise<Batch & { count: number }> {
  const { ownerId, asked, only, limit, newest, behind, firstGroup, lastGroup } = of;
  const isAll = firstGroup === 0 && lastGroup === groupOf(newest);
  const groups = isAll ? [] : [groupsQuery({ firstGroup, lastGroup })];
  const found = await db.rows<Found & { count: number }>(FIND_HITS, [
    ownerId,
    [`'/o${ownerId}'`, ...only, ...groups].join(" & "),
    asked.web,
    asked.prefix === null ? null : `'${asked.prefix}':*`,
    newest,
    behind?.[0] ?? null,
    behind?.[1] ?? null,
    limit + 1,
  ]);
  return { firstGroup, lastGroup, found, count: found[0]?.count ?? 0 };
}
