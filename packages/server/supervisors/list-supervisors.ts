// Supervisors by state, those with the newest activity first, in one query.
import type { Supervisor, supervisorEndpoints } from "@makima/protocol/supervisors";
import type { z } from "zod";
import { statement } from "../db/database.ts";
import { type Placed, readList } from "../journal/read-list.ts";
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
export const listSupervisors = (
  world: World,
  principal: Principal,
  { query }: { query: Query },
): Promise<Answer> =>
  readList<SupervisorRow & Placed, Supervisor>(world.db, {
    name: "supervisors",
    ownerId: principal.ownerId,
    page: query,
    statement: LIST_SUPERVISORS,
    values: [query.contractStatus, query.state ?? null, query.pendingQuestions ?? null],
    idOf: ({ contractId }) => contractId,
    show: showSupervisor,
  });
