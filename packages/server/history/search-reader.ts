// Reads the search index: the hits in some groups of documents, and the texts that they stand for.
import type { SearchHit } from "@makima/protocol/history";
import { type Reader, statement } from "../db/database.ts";
import { PIECE_LENGTH } from "./search-groups.ts";

/**
 * $2: owner, contract, kind and groups as a query; $3 and $4: what was asked for; $5: the newest number that counts; $6 and $7: behind this place; $9: a beginning
 * that is looked for in each document that is found otherwise, not in the index; $10: of so many documents at most. One row without a number
 * where nothing was found.
 */
export const FIND_HITS = statement(
  "find-hits",
  `with asked as (
     select websearch_to_tsquery('simple', $3) && to_tsquery('simple', coalesce($4, '')) as words
   ), found as materialized (
     select d.number, d.words from asked, search_document d
     where d.owner_id = $1 and d.words @@ ($2::tsquery && asked.words) and d.number <= $5 limit $10
   ), counted as (
     select f.number, ts_rank(f.words, asked.words && to_tsquery('simple', coalesce($9, '')), 1)::float8 as rank, count(*) over ()::int as count
     from asked, found f
     where $9::text is null or f.words @@ to_tsquery('simple', $9)
   )
   select h.number::float8 as number, h.rank, coalesce(h.count, 0) as count, seen.count as seen
   from (select count(*)::int as count from found) seen left join lateral (
     select * from counted where $6::float8 is null or (rank, number) < ($6, $7::bigint)
     order by rank desc, number desc limit $8
   ) h on true`,
);

export type FoundRow = { number: number | null; rank: number; count: number; seen: number };

export type HitRow = Pick<
  SearchHit,
  "kind" | "contractId" | "contractName" | "taskId" | "taskName" | "role"
> & {
  number: number;
  seq: number;
  text: string;
  at: Date;
};

const READ_HITS = statement(
  "read-hits",
  `select d.number::float8 as number, d.kind, d.contract_id as "contractId", c.name as "contractName", d.task_id as "taskId", t.name as "taskName",
     d.seq::float8 as seq, m.role, d.created_at as at,
     coalesce(case d.kind
       when 'output' then (select string_agg(o.text, '' order by o.seq) from output o
         join output first on first.owner_id = o.owner_id and first.task_id = o.task_id and first.seq = d.seq
           and coalesce(first.tool_call_id, first.stream) = coalesce(o.tool_call_id, o.stream)
         where o.owner_id = $1 and o.task_id = d.task_id and o.seq between d.seq and d.last_seq)
       else substr(case when d.kind = 'message' then search_text(m.content, m.tool_name, m.tool_input)
         when d.task_id is null then c.name || E'\\n' || c.goal else t.name || E'\\n' || t.plan end,
         d.piece * ${PIECE_LENGTH} + 1, ${PIECE_LENGTH}) end, '') as text
   from search_document d
     join contract c on c.owner_id = d.owner_id and c.id = d.contract_id
     left join task t on t.owner_id = d.owner_id and t.id = d.task_id
     left join message m on d.kind = 'message' and m.owner_id = d.owner_id and m.task_id = d.task_id and m.seq = d.seq
   where d.owner_id = $1 and d.number = any ($2::bigint[])`,
);

/** The documents with these numbers, in no order. */
export const readHits = (
  db: Reader,
  { ownerId, numbers }: { ownerId: string; numbers: readonly number[] },
): Promise<HitRow[]> =>
  numbers.length === 0 ? Promise.resolve([]) : db.rows<HitRow>(READ_HITS, [ownerId, numbers]);

const LAST_DOCUMENT = statement(
  "last-document",
  "select last_number::float8 as number from search_head where owner_id = $1",
);

/** The newest document of an owner; 0 before the first. */
export const lastDocument = async (db: Reader, ownerId: string): Promise<number> =>
  (await db.row<{ number: number }>(LAST_DOCUMENT, [ownerId]))?.number ?? 0;
