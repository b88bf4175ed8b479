// Finds hits from the newest documents on: as many groups of them as it takes to fill a page, and of these the best first.
//
// A common word stands in so many documents that to rank them all takes seconds. So the newest group of documents is asked first, then ever more
// that are older, until a page is full: a rare word is looked for everywhere at once, of a common one the newest hits are ranked. What was asked
// for a page is its batch; the next pages go through the rest of it, then a new batch begins behind it.
//
// The last word as the beginning of one is looked for only when all words as they are do not fill the first page. For a beginning the index reads
// the places of every word that begins so, each time that it is asked: 400 ms for a beginning of a third of all words among 200,000 messages. So
// the newest documents are looked at themselves; a beginning that is so frequent has filled the page then. So are all that hold the other
// words, where these are few; the index is asked for the beginning where they are many, since the beginning is rare then.
import type { Asked } from "@makima/core/search";
import type { Reader } from "../db/database.ts";
import { DOCUMENT_GROUP, groupOf, groupsQuery, lastOf, type Range } from "./search-groups.ts";
import { FIND_HITS, type FoundRow, lastDocument } from "./search-reader.ts";

export type Found = { number: number; rank: number };
/**
 * The first and the last group of the batch, the newest document that counts, the rank and the number behind which it goes on, and 1 where the
 * last word is the beginning of one.
 */
type HitPlace = readonly [number, number, number, number, number, number];

type Wanted = {
  ownerId: string;
  asked: Asked;
  /** further words that the index has for a contract and a kind */
  only: readonly string[];
  limit: number;
  from: HitPlace | null;
};

type Answer = { hits: Found[]; next: HitPlace | null };

/** Before the first of a new batch: no rank is so great. */
const GREATEST_RANK = 1_000;
/** More hits than these are not ranked together, unless they are in one group. */
const DENSE = 2_000;
const GROWTH = 4;
/** So many of the newest groups at most are looked through for a beginning without its index. */
const LOOKED_THROUGH = 4;

export async function findHits(db: Reader, wanted: Wanted): Promise<Answer> {
  if (wanted.from !== null) return findPage(db, { ...wanted, isBeginning: wanted.from[5] === 1 });
  const exact = await findPage(db, { ...wanted, isBeginning: false });
  const isFull = exact.hits.length === wanted.limit;
  return isFull || wanted.asked.beginning === null ? exact : findPage(db, { ...wanted, isBeginning: true });
}

type Wholly = Wanted & { isBeginning: boolean };

async function findPage(db: Reader, wanted: Wholly): Promise<Answer> {
  const { limit, from } = wanted;
  const mode = wanted.isBeginning ? 1 : 0;
  const newest = from?.[2] ?? (await lastDocument(db, wanted.ownerId));
  if (newest === 0) return { hits: [], next: null };
  const batch =
    from === null || from[3] === GREATEST_RANK
      ? await gather(db, { ...wanted, newest, lastGroup: from?.[1] ?? groupOf(newest) })
      : await ask(db, {
          ...wanted,
          newest,
          firstGroup: from[0],
          lastGroup: from[1],
          behind: [from[3], from[4]],
        });
  const { firstGroup, lastGroup } = batch;
  const hits = batch.found.slice(0, limit);
  const last = hits.at(-1);
  if (batch.found.length > limit && last !== undefined)
    return { hits, next: [firstGroup, lastGroup, newest, last.rank, last.number, mode] };
  const next: HitPlace | null =
    firstGroup === 0 ? null : [0, firstGroup - 1, newest, GREATEST_RANK, newest, mode];
  return { hits, next };
}

type Batch = Range & { found: Found[] };

/** Goes back until a page is full, with steps that grow; a step with too many hits is taken again as a shorter one. */
async function gather(
  db: Reader,
  { lastGroup, ...wanted }: Wholly & { newest: number; lastGroup: number },
): Promise<Batch> {
  const found: Found[] = [];
  let top = lastGroup;
  // Where there are other words, only the documents that hold them are looked at.
  let step = wanted.isBeginning && wanted.asked.beginning?.web !== "" ? LOOKED_THROUGH : 1;
  while (top >= 0 && found.length <= wanted.limit) {
    const firstGroup = Math.max(0, top - step + 1);
    const asked = await ask(db, { ...wanted, firstGroup, lastGroup: top, behind: null });
    if (asked.count > DENSE && firstGroup < top) {
      step = Math.ceil((top - firstGroup + 1) / GROWTH);
      continue;
    }
    found.push(...asked.found);
    top = firstGroup - 1;
    step = wanted.isBeginning ? Number.POSITIVE_INFINITY : step * GROWTH;
  }
  found.sort((a, b) => b.rank - a.rank || b.number - a.number);
  return { firstGroup: top + 1, lastGroup, found };
}

type Ask = Wholly & Range & { newest: number; behind: readonly [number, number] | null };

/** A page of what is in some groups. Their count is of all hits there, also of those that are not behind the place. */
async function ask(db: Reader, of: Ask): Promise<Batch & { count: number }> {
  const { beginning } = of.asked;
  if (!of.isBeginning || beginning === null) return askFor(db, of, { web: of.asked.web });
  const prefix = `'${beginning.prefix}':*`;
  const isNarrow = of.lastGroup - of.firstGroup < LOOKED_THROUGH;
  if (isNarrow || beginning.web !== "") {
    const batch = await askFor(db, of, { web: beginning.web, lookedFor: prefix });
    if (batch.seen <= LOOKED_THROUGH * DOCUMENT_GROUP) return batch;
  }
  return askFor(db, of, { web: beginning.web, indexed: prefix });
}

type Words = { web: string; indexed?: string; lookedFor?: string };

async function askFor(db: Reader, of: Ask, { web, indexed, lookedFor }: Words) {
  const { ownerId, only, limit, newest, behind, firstGroup, lastGroup } = of;
  // The words of many groups cost more than the hits outside of them.
  const isMost = firstGroup === 0 && lastGroup >= LOOKED_THROUGH && lastGroup > groupOf(newest) / 2;
  const groups = isMost ? [] : [groupsQuery({ firstGroup, lastGroup })];
  const rows = await db.rows<FoundRow>(FIND_HITS, [
    ownerId,
    [`'/o${ownerId}'`, ...only, ...groups].join(" & "),
    web,
    indexed ?? null,
    Math.min(newest, lastOf(lastGroup)),
    behind?.[0] ?? null,
    behind?.[1] ?? null,
    limit + 1,
    lookedFor ?? null,
    lookedFor === undefined ? null : LOOKED_THROUGH * DOCUMENT_GROUP + 1,
  ]);
  const found = rows.flatMap(({ number, rank }) => (number === null ? [] : { number, rank }));
  return { firstGroup, lastGroup, found, count: rows[0]?.count ?? 0, seen: rows[0]?.seen ?? 0 };
}
