// What lies on a drained daemon alone binds its contract to it: begun elsewhere, the contract would begin without its own work.
import { type Reader, statement } from "../db/database.ts";

/** Of the contract c: a checkpoint that no server has a copy of, and that its task has not gone on without already. */
export const HAS_WORK_AT_HOME_ALONE = `exists (
  select 1 from checkpoint k join task o on o.owner_id = k.owner_id and o.id = k.task_id
  where o.owner_id = c.owner_id and o.contract_id = c.id and not k.bundled and k.left_on is null)`;

/** Of the contract c. It can begin a run nowhere: its home takes none, and nobody else may. */
export const IS_BOUND_TO_DRAINED = `(exists (
  select 1 from daemon h where h.owner_id = c.owner_id and h.id = c.daemon_id and h.drain_asked_at is not null)
  and ${HAS_WORK_AT_HOME_ALONE})`;

const BOUND = statement(
  "is-bound-to-drained",
  `select 1 as one from contract c where c.owner_id = $1 and c.id = $2 and ${IS_BOUND_TO_DRAINED}`,
);

/** Whether the contract may not go on at this daemon. */
export async function isBoundToDrained(
  reader: Reader,
  {
    contract,
    daemonId,
  }: { contract: { ownerId: string; id: string; daemonId: string | null }; daemonId: string },
): Promise<boolean> {
  if (daemonId === contract.daemonId) return false;
  return (await reader.row(BOUND, [contract.ownerId, contract.id])) !== null;
}
