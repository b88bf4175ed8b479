// Supervisors by state, those with the newest activity first, in one query.
import type { supervisorEndpoints } from "@makima/protocol/supervisors";
import { z } from "zod";
import { statement } from "../db/database.ts";
import { decodePageCursor, encodePageCursor, pageOf, placeTime } from "../db/page-cursor.ts";
import { readOwnerCursor } from "../journal/read-cursors.ts";
import type { Principal, World } from "../world.ts";
import { SELECT_SUPERVISOR, type SupervisorRow, showSupervisor } from "./reader.ts";

type Query = z.infer<typeof supervisorEndpoints.listSupervisors.query>;
type Answer = z.infer<typeof supervisorEndpoints.listSupervisors.answer>;

const LIST_SUPERVISORS = statement(
  "list-supervisors",
  `${SELECT_SUPERVISOR}
   where s.owner_id = $1 and c.status = $2 and ($3::text is null or s.state = $3)
     and ($4::boolean is null or (s.pending_questions > 0) = $4)
     and ($5::timestamptz is null or (s.last_activity, s.contract_id) < ($5::timestamptz, $6::uuid))
   order by s.last_activity desc, s.contract_id desc limit $7`,
);

/** Throws INVALID_CURSOR. */
export async function listSupervisors(
  world: World,
  principal: Principal,
  { query }: { query: Query },
): Promise<Answer> {
  const { ownerId } = principal;
  const of = { ownerId, list: "supervisors", query };
  const after = decodePageCursor(of, query.cursor, z.tuple([placeTime, z.uuid()]));
  const cursor = await readOwnerCursor(world.db, ownerId);
  const found = await world.db.rows<SupervisorRow & { place: string }>(LIST_SUPERVISORS, [
    ownerId,
    query.contractStatus,
    query.state ?? null,
    query.pendingQuestions ?? null,
    after?.[0] ?? null,
    after?.[1] ?? null,
    query.limit + 1,
  ]);
  const { rows, nextCursor } = pageOf(found, query.limit, ({ place, contractId }) =>
    encodePageCursor(of, [place, contractId]),
  );
  return { items: rows.map(showSupervisor), nextCursor, cursor };
}
