// How far the bundles are behind the checkpoints: what a lost machine would take with it.
import { type Reader, statement } from "../db/database.ts";

type Unbundled = { checkpoints: number; oldestSeconds: number };

// Those of unreachable repositories and those left behind on another machine are never bundled.
const COUNT_UNBUNDLED = statement(
  "count-unbundled-checkpoints",
  `select count(*)::int as checkpoints,
     coalesce(extract(epoch from app_now() - min(k.created_at)), 0)::float8 as "oldestSeconds"
   from checkpoint k
   join task t on t.owner_id = k.owner_id and t.id = k.task_id
   join contract c on c.owner_id = t.owner_id and c.id = t.contract_id
   where k.owner_id is not null and not k.bundled and k.left_on is null and c.repository_path is not null`,
);

/** Of all owners. `oldestSeconds`: since the oldest of them was made; 0 when there is none. */
export async function countUnbundled(db: Reader): Promise<Unbundled> {
  return (await db.row<Unbundled>(COUNT_UNBUNDLED, [])) ?? { checkpoints: 0, oldestSeconds: 0 };
}
