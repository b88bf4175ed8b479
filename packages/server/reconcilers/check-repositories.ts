// Has every daemon that is there look at a new contract's repository: the first that finds it is its home. Later, when the home is away, those that
// were not asked before are asked whether they have it. Starts the contracts that were to start when their repository is found good.
import {
  type ContractRow,
  locationOf,
  lockContract,
  moveContract,
  recordRepositoryCheck,
} from "../contracts/contracts.ts";
import { sendCommand } from "../daemons/daemons.ts";
import { statement } from "../db/database.ts";
import { bell } from "../doorbell.ts";
import { SERVER } from "../journal/journal.ts";
import type { World } from "../world.ts";
import { readVerdict } from "./read-verdict.ts";
import type { Reconciler } from "./reconciler.ts";

type Key = { ownerId: string; contractId: string };
type Asking = Key & { daemonId: string };

/** A daemon that does not answer in this time is not waited for: another one's no is enough then. */
const PATIENCE = "3 seconds";

// Not one that was asked about the contract as it stands, and not at once again one that could not look: that would be a storm between the two.
const IS_TO_ASK = `from contract c
   join daemon d on d.owner_id = c.owner_id and d.status = 'online' and d.ready_session = d.session and d.lease_until > app_now()
     and d.revoked_at is null
   where ((c.repository_check = 'pending' and c.status = 'draft') or (c.status in ('active', 'paused') and exists (
       select 1 from daemon h where h.owner_id = c.owner_id and h.id = c.daemon_id and h.status <> 'online')))
     and not exists (select 1 from command k
       where k.owner_id = c.owner_id and k.contract_id = c.id and k.daemon_id = d.id and k.kind = 'check_repository'
         and (c.status <> 'draft' or k.created_at >= c.updated_at)
         and (k.finished_at is null or k.result ->> 'ok' = 'true' or k.finished_at > app_now() - interval '5 seconds'))`;

const TO_ASK = statement(
  "repositories-to-check",
  `select c.owner_id as "ownerId", c.id as "contractId", d.id as "daemonId" ${IS_TO_ASK} limit 100`,
);
// Asked again under the lock: another server may have asked.
const STILL_TO_ASK = statement(
  "is-repository-to-check",
  `select 1 as one ${IS_TO_ASK} and c.owner_id = $1 and c.id = $2 and d.id = $3`,
);
// Somebody said no, and nobody is left who might still say yes.
const TO_SETTLE = statement(
  "repositories-to-settle",
  `select c.owner_id as "ownerId", c.id as "contractId" from contract c
   where c.repository_check = 'pending' and c.status = 'draft'
     and exists (select 1 from command k where k.owner_id = c.owner_id and k.contract_id = c.id and k.kind = 'check_repository'
       and k.created_at >= c.updated_at and k.result -> 'value' ->> 'ok' = 'false')
     and not exists (select 1 from command k join daemon a on a.owner_id = k.owner_id and a.id = k.daemon_id and a.status <> 'offline'
       where k.owner_id = c.owner_id and k.contract_id = c.id and k.kind = 'check_repository'
         and k.finished_at is null and k.created_at > app_now() - interval '${PATIENCE}')
   limit 100`,
);
const TO_START = statement(
  "contracts-to-start",
  `select owner_id as "ownerId", id as "contractId" from contract
   where auto_start and status = 'draft' and repository_check = 'ok' limit 100`,
);

export const checkRepositories: Reconciler = {
  name: "check-repositories",
  isPatient: true,
  round: async (world) => {
    const toAsk = await world.db.rows<Asking>(TO_ASK, []);
    for (const asking of toAsk) await askDaemon(world, asking);
    const toSettle = await world.db.rows<Key>(TO_SETTLE, []);
    for (const key of toSettle) await settle(world, key);
    const toStart = await world.db.rows<Key>(TO_START, []);
    for (const key of toStart) await startContract(world, key);
    return { did: toAsk.length + toSettle.length + toStart.length };
  },
};

async function askDaemon(world: World, { daemonId, ...key }: Asking): Promise<void> {
  await world.db.transaction(async (tx) => {
    const contract = await lockContract(tx, key);
    if ((await tx.row(STILL_TO_ASK, [key.ownerId, key.contractId, daemonId])) === null) return;
    await sendCommand(tx, {
      world,
      to: { ownerId: key.ownerId, daemonId, contractId: contract.id },
      command: {
        kind: "check_repository",
        path: locationOf(contract),
        baseBranch: contract.baseBranch,
        ...carryOf(contract),
      },
    });
  });
}

/** Only what it begins with; later it is asked for by others, whether they have the repository. */
const carryOf = ({ id: contractId, status, includeUncommitted, includeUntracked }: ContractRow) =>
  status === "draft" && includeUncommitted ? { carry: { contractId, untracked: includeUntracked } } : {};

async function settle(world: World, key: Key): Promise<void> {
  await world.db.transaction(async (tx) => {
    const contract = await lockContract(tx, key);
    const verdict = await readVerdict(tx, key);
    if (verdict === null) return;
    await recordRepositoryCheck(tx, { contract, ...verdict });
    tx.onCommit(() => world.doorbell.ring(bell.contract(contract.id), bell.work));
  });
}

async function startContract(world: World, key: Key): Promise<void> {
  await world.db.transaction(async (tx) => {
    const contract = await lockContract(tx, key);
    if (contract.status !== "draft" || contract.repositoryCheck !== "ok") return;
    await moveContract(tx, { contract, command: "start", actor: SERVER, data: {} });
    tx.onCommit(() => world.doorbell.ring(bell.contract(contract.id), bell.work));
  });
}
