// How far the histories and the search index are behind what is written.
import type { HistoryLag } from "@makima/protocol/history";
import { type Reader, statement } from "../db/database.ts";

const COUNT_BEHIND = statement(
  "count-history-behind",
  `select
     (coalesce((select sum(j.last_event - coalesce(p.event_number, 0)) from journal j
        left join history_place p on p.owner_id = j.owner_id and p.contract_id = j.contract_id where $1::uuid is null or j.owner_id = $1), 0)
      + coalesce((select sum(c.last_seq - coalesce(h.message_seq, 0)) from conversation c
        left join history_task h on h.owner_id = c.owner_id and h.task_id = c.task_id where $1::uuid is null or c.owner_id = $1), 0))::float8 as unnumbered,
     coalesce((select sum(p.last_number - coalesce(s.history_number, 0)) from history_place p
        left join search_place s on s.owner_id = p.owner_id and s.contract_id = p.contract_id where $1::uuid is null or p.owner_id = $1), 0)::float8 as words,
     coalesce((select sum(c.last_output - coalesce(s.output_seq, 0)) from conversation c
        left join search_output s on s.owner_id = c.owner_id and s.task_id = c.task_id where $1::uuid is null or c.owner_id = $1), 0)::float8 as output`,
);

/** Of one owner, or of all for null. */
export async function countBehind(db: Reader, ownerId: string | null): Promise<HistoryLag> {
  const behind = await db.row<HistoryLag>(COUNT_BEHIND, [ownerId]);
  if (behind === null) throw new Error("nothing was counted");
  return behind;
}
