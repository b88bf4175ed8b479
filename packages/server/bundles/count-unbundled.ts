// How far the bundles are behind the checkpoints: what a lost machine would take with it.
import { type Reader, statement } from "../db/database.ts";

type Unbundled = { checkpoints: number; oldestSeconds: number };

// Those left behind on another machine are never bundled.
const COUNT_UNBUNDLED = statement(
  "count-unbundled-checkpoints",
  `select count(*)::int as checkpoints,
     coalesce(extract(epoch from app_now() - min(k.created_at)), 0)::float8 as "oldestSeconds"
   from checkpoint k
   where k.owner_id is not null and not k.bundled and k.left_on is null`,
);

/** Of all owners. `oldestSeconds`: since the oldest of them was made; 0 when there is none. */
export async function countUnbundled(db: Reader): Promise<Unbundled> {
  return (await db.row<Unbundled>(COUNT_UNBUNDLED, [])) ?? { checkpoints: 0, oldestSeconds: 0 };
}
