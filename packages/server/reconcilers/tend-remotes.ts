// Has daemons do what contracts want of their remotes: the base is fetched anew before a contract begins, and where the contract says so its branch
// is pushed whenever it has moved. What comes to nothing is tried again after a pause that doubles; what the remote rejected, when the branch has
// moved on or a person asks for it.
import { deliverCommand } from "../calls/calls.ts";
import { type ContractRow, lockContract, repositoryOf } from "../contracts/contracts.ts";
import { IS_THERE, sendCommand } from "../daemons/daemons.ts";
import { type Statement, statement } from "../db/database.ts";
import type { World } from "../world.ts";
import type { Reconciler } from "./reconciler.ts";

type Found = { ownerId: string; contractId: string; daemonId: string };

const NOT_UNDER_WAY = (kind: string): string =>
  `not exists (select 1 from command k
     join daemon a on a.owner_id = k.owner_id and a.id = k.daemon_id and a.status <> 'offline'
     where k.owner_id = c.owner_id and k.contract_id = c.id and k.kind = '${kind}' and k.finished_at is null)`;

// Nothing of the contract is anywhere yet: while its home is away, another daemon becomes its home by fetching.
const WANTS_BASE = `from remote r
   join contract c on c.owner_id = r.owner_id and c.id = r.contract_id and c.status = 'active' and c.supervisor_task_id is null
   join lateral (select d.id from daemon d where d.owner_id = c.owner_id and ${IS_THERE}
     order by (d.id = c.daemon_id) desc, d.last_seen_at desc limit 1) d on true
   where r.base_fetched_at is null and (r.retry_at is null or r.retry_at <= app_now()) and ${NOT_UNDER_WAY("fetch_base")}`;

// One that was cancelled or has failed is delivered when a person says so.
const WANTS_PUSH = `from remote r
   join contract c on c.owner_id = r.owner_id and c.id = r.contract_id and c.delivery = 'push' and c.branch_commit is not null
     and c.status not in ('cancelled', 'failed')
     and c.branch_commit is distinct from r.pushed_commit and c.branch_commit is distinct from r.rejected_commit
   join daemon d on d.owner_id = c.owner_id and d.id = c.daemon_id and ${IS_THERE}
   where (r.retry_at is null or r.retry_at <= app_now()) and ${NOT_UNDER_WAY("deliver")}`;

const COLUMNS = `r.owner_id as "ownerId", r.contract_id as "contractId", d.id as "daemonId"`;
const OF_ONE = "and r.owner_id = $1 and r.contract_id = $2";
const BASES = statement("bases-to-fetch", `select ${COLUMNS} ${WANTS_BASE} limit 100`);
const BASE = statement("base-to-fetch", `select ${COLUMNS} ${WANTS_BASE} ${OF_ONE}`);
const PUSHES = statement("branches-to-push", `select ${COLUMNS} ${WANTS_PUSH} limit 100`);
const PUSH = statement("branch-to-push", `select ${COLUMNS} ${WANTS_PUSH} ${OF_ONE}`);

export const tendRemotes: Reconciler = {
  name: "tend-remotes",
  isPatient: true,
  round: async (world) => {
    const bases = await world.db.rows<Found>(BASES, []);
    for (const found of bases) await tell(world, { found, still: BASE, commandFor: fetchCommand });
    const pushes = await world.db.rows<Found>(PUSHES, []);
    for (const found of pushes) await tell(world, { found, still: PUSH, commandFor: deliverCommand });
    return { did: bases.length + pushes.length };
  },
};

/** Asked again under the lock: another server may have told it. */
async function tell(
  world: World,
  {
    found: { ownerId, contractId },
    still,
    commandFor,
  }: {
    found: Found;
    still: Statement;
    commandFor: (contract: ContractRow) => Parameters<typeof sendCommand>[1]["command"];
  },
): Promise<void> {
  await world.db.transaction(async (tx) => {
    const contract = await lockContract(tx, { ownerId, contractId });
    const wanted = await tx.row<Found>(still, [ownerId, contractId]);
    if (wanted === null) return;
    const to = { ownerId, daemonId: wanted.daemonId, contractId };
    await sendCommand(tx, { world, to, command: commandFor(contract) });
  });
}

function fetchCommand(contract: ContractRow) {
  const { path, baseBranch } = repositoryOf(contract);
  return { kind: "fetch_base" as const, contractId: contract.id, path, baseBranch };
}
