// How far a restoration of many runs has come: what is left, what is held, what came back lately.
import type { Recovery } from "@makima/protocol/daemons";
import { type Reader, statement } from "../db/database.ts";

const COUNTS = `count(*) filter (where t.blocked is null)::int as left, count(*) filter (where t.blocked is not null)::int as held
   from task t join contract c on c.owner_id = t.owner_id and c.id = t.contract_id and c.status = 'active'
   where t.status = 'interrupted'`;

const RECOVERY = statement(
  "recovery-of-owner",
  `select (select count(*)::int from restoration r where r.owner_id = $1 and r.created_at > app_now() - interval '10 minutes') as restored,
     ${COUNTS} and t.owner_id = $1`,
);

export const readRecovery = async (reader: Reader, ownerId: string): Promise<Recovery> =>
  (await reader.row<Recovery>(RECOVERY, [ownerId])) ?? { left: 0, held: 0, restored: 0 };

const INTERRUPTED = statement("interrupted-tasks", `select ${COUNTS}`);

/** Of all owners, for the operator's figures. */
export const countInterrupted = async (reader: Reader): Promise<{ left: number; held: number }> =>
  (await reader.row<{ left: number; held: number }>(INTERRUPTED, [])) ?? { left: 0, held: 0 };
