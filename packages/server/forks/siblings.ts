// The forks of one moment. What resumes its checkpoint is none of them.
import { Refusal } from "@makima/protocol/errors";
import { type Reader, statement } from "../db/database.ts";
import type { ForkedFrom } from "../tasks/tasks.ts";

// A fork names its own moment, and a task that was forked the newest of which forks were made.
const SIBLINGS = statement(
  "forks-of-moment",
  `with moment as (
     select forked_from from task
     where owner_id = $1 and forked_from ->> 'way' = 'fork' and (id = $2::uuid or forked_from ->> 'taskId' = $2::uuid::text)
     order by id = $2::uuid desc, created_at desc limit 1)
   select t.id, t.forked_from as "from" from moment
   join task t on t.owner_id = $1 and t.forked_from ->> 'taskId' = moment.forked_from ->> 'taskId' and t.forked_from = moment.forked_from
   order by t.created_at, t.id limit 100`,
);

/** In the order of their making. Throws NO_FORKS where there are none. */
export async function siblingsOf(
  reader: Reader,
  { ownerId, taskId }: { ownerId: string; taskId: string },
): Promise<{ from: ForkedFrom; ids: string[] }> {
  const rows = await reader.rows<{ id: string; from: ForkedFrom }>(SIBLINGS, [ownerId, taskId]);
  const [first] = rows;
  if (first === undefined) throw new Refusal("NO_FORKS", "it is no fork, and none was made of it");
  return { from: first.from, ids: rows.map(({ id }) => id) };
}
