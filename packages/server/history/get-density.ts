// How much happened in a contract when: what a timeline draws where single items would be too many.
import type { historyEndpoints } from "@makima/protocol/history";
import type { z } from "zod";
import { loadContract } from "../contracts/contracts.ts";
import { statement } from "../db/database.ts";
import type { Principal, World } from "../world.ts";
import { checkTimes, historyTypes } from "./settle-filters.ts";

type Query = z.infer<typeof historyEndpoints.getDensity.query>;
type Answer = z.infer<typeof historyEndpoints.getDensity.answer>;

const SPAN = statement(
  "history-span",
  "select min(created_at) as first, max(created_at) as last from history where owner_id = $1 and contract_id = $2",
);

// Both read the index history_by_time and nothing else of the table.
const BUCKET =
  "least(floor(extract(epoch from created_at - $3::timestamptz) * 1000 / $5::float8)::int, $6::int - 1) as bucket";
const COUNTED =
  'count(*)::int as count, min(number)::float8 as "firstNumber", max(number)::float8 as "lastNumber"';
const AMONG = `from history where owner_id = $1 and contract_id = $2 and created_at >= $3::timestamptz and created_at < $4::timestamptz
    and ($7::text[] is null or type = any ($7))`;

const DENSITY = statement(
  "history-density",
  `select ${BUCKET}, null as "taskId", null as type, ${COUNTED} ${AMONG} group by 1 order by 1`,
);

const DENSITY_OF_TASKS = statement(
  "history-density-of-tasks",
  `select ${BUCKET}, task_id as "taskId", type, ${COUNTED} ${AMONG} and task_id = any ($8::uuid[]) group by 1, 2, 3 order by 1, 2, 3`,
);

/** Throws NOT_FOUND, UNKNOWN_TYPE or TIMES_REVERSED. */
export async function getDensity(
  { db }: World,
  { ownerId }: Principal,
  { params, query }: { params: { id: string }; query: Query },
): Promise<Answer> {
  const { buckets, taskId: taskIds } = query;
  const types = historyTypes(query.type);
  checkTimes(query);
  await loadContract(db, { ownerId, contractId: params.id });
  const span = await db.row<{ first: Date | null; last: Date | null }>(SPAN, [ownerId, params.id]);
  const first = span?.first?.getTime() ?? 0;
  const fromMs = query.from === undefined ? first : Date.parse(query.from);
  // A millisecond more than the last one, since the end is not part of it and a column holds microseconds.
  const toMs = query.to === undefined ? (span?.last?.getTime() ?? first) + 1 : Date.parse(query.to);
  const bucketMs = Math.max(toMs - fromMs, 1) / buckets;
  const [from, to] = [new Date(fromMs).toISOString(), new Date(toMs).toISOString()];
  const values = [ownerId, params.id, from, to, bucketMs, buckets, types];
  const items = await (taskIds === undefined
    ? db.rows<Answer["items"][number]>(DENSITY, values)
    : db.rows<Answer["items"][number]>(DENSITY_OF_TASKS, [...values, taskIds]));
  return { from, to, bucketMs, items };
}
