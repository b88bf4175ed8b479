// Has a daemon look at each new contract's repository, and starts the contracts that were to start when it is found good.
import { lockContract, moveContract } from "../contracts/contracts.ts";
import { onlineDaemons, sendCommand } from "../daemons/daemons.ts";
import { statement } from "../db/database.ts";
import { bell } from "../doorbell.ts";
import { SERVER } from "../journal/journal.ts";
import type { World } from "../world.ts";
import type { Reconciler } from "./reconciler.ts";

type Key = { ownerId: string; contractId: string };

// Not while a daemon is asked, and not at once again when it could not look: that would be a storm between the two.
const IS_UNCHECKED = `from contract c
   where c.repository_check = 'pending' and c.status = 'draft' and c.repository_path is not null
     and exists (select 1 from daemon d where d.owner_id = c.owner_id and d.status = 'online' and d.lease_until > app_now()
       and d.revoked_at is null)
     and not exists (select 1 from command k join daemon a on a.owner_id = k.owner_id and a.id = k.daemon_id
       where k.owner_id = c.owner_id and k.contract_id = c.id and k.kind = 'check_repository'
       and ((k.finished_at is null and a.status <> 'offline') or (k.result ->> 'ok' = 'false' and k.finished_at > app_now() - interval '5 seconds')))`;

const TO_CHECK = statement(
  "repositories-to-check",
  `select c.owner_id as "ownerId", c.id as "contractId" ${IS_UNCHECKED} limit 100`,
);
// Asked again under the lock: another server may have asked.
const STILL_UNCHECKED = statement(
  "is-repository-unchecked",
  `select 1 as one ${IS_UNCHECKED} and c.owner_id = $1 and c.id = $2`,
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
    const toCheck = await world.db.rows<Key>(TO_CHECK, []);
    for (const key of toCheck) await askDaemon(world, key);
    const toStart = await world.db.rows<Key>(TO_START, []);
    for (const key of toStart) await startContract(world, key);
    return { did: toCheck.length + toStart.length };
  },
};

async function askDaemon(world: World, key: Key): Promise<void> {
  await world.db.transaction(async (tx) => {
    const contract = await lockContract(tx, key);
    if ((await tx.row(STILL_UNCHECKED, [key.ownerId, key.contractId])) === null) return;
    const [daemonId] = await onlineDaemons(tx, key.ownerId);
    if (daemonId === undefined || contract.repositoryPath === null) return;
    await sendCommand(tx, {
      world,
      to: { ownerId: key.ownerId, daemonId, contractId: contract.id },
      command: { kind: "check_repository", path: contract.repositoryPath, baseBranch: contract.baseBranch },
    });
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
