// A contract's home is away and something has to be done there: another daemon becomes its home, with the branch as the newest bundle has it.
// What was merged after that bundle is only on the old machine, and is told.
import { type ContractRow, lockContract, setHome } from "../contracts/contracts.ts";
import { nextHome, sendCommand, voidCommand } from "../daemons/daemons.ts";
import { statement, type Tx } from "../db/database.ts";
import { bell } from "../doorbell.ts";
import { appendEvents, SERVER } from "../journal/journal.ts";
import { clearMerged, sendDelivery } from "../tasks/tasks.ts";
import type { World } from "../world.ts";
import { callByCommand } from "./reader.ts";
import { LINK_CALL } from "./writer.ts";

export type ContractAt = { ownerId: string; contractId: string };

const BUNDLED_BRANCH = statement(
  "bundled-branch",
  `select commit, created_at as "at" from bundle
   where owner_id = $1 and contract_id = $2 and task_id is null and completed_at is not null order by number desc limit 1`,
);
// A bundle is announced under the contract's lock, with the branch as it stands then.
const MERGED_AFTER = statement(
  "merged-after-bundle",
  `select distinct t.id, t.name from event e
   join task t on t.owner_id = e.owner_id and t.id = e.task_id and t.merged_commit is not null
   where e.owner_id = $1 and e.contract_id = $2 and e.type = 'task.merged' and ($3::timestamptz is null or e.created_at > $3)`,
);

/** False when no other daemon can be the home, or the home is there. */
export function moveHome(world: World, at: ContractAt): Promise<boolean> {
  return world.db.transaction(async (tx) => {
    const contract = await lockContract(tx, at);
    const home = await nextHome(tx, { ...at, homeId: contract.daemonId });
    if (home === null) return false;
    const bundled = await tx.row<{ commit: string; at: Date }>(BUNDLED_BRANCH, [at.ownerId, at.contractId]);
    await setHome(tx, { ...at, daemonId: home.id, branchCommit: bundled?.commit ?? null });
    const lost = await tx.rows<{ id: string; name: string }>(MERGED_AFTER, [
      at.ownerId,
      at.contractId,
      bundled?.at ?? null,
    ]);
    await clearMerged(tx, { ownerId: at.ownerId, taskIds: lost.map(({ id }) => id) });
    const names = lost.map(({ name }) => name);
    await tell(tx, { world, contract, home, names });
    const moved = { ...contract, branchCommit: bundled?.commit ?? null };
    for (const old of home.commands) await giveAgain(tx, { world, contract: moved, to: home.id, old });
    tx.onCommit(() => world.doorbell.ring(bell.contract(at.contractId), bell.work));
    return true;
  });
}

async function tell(
  tx: Tx,
  about: { world: World; contract: ContractRow; home: { name: string; formerName: string }; names: string[] },
): Promise<void> {
  const { world, contract, home, names } = about;
  const { ownerId } = contract;
  const data = { from: home.formerName, to: home.name, notHere: names.join(", "), branch: contract.branch };
  await appendEvents(tx, { ownerId, contractId: contract.id }, [
    { type: "contract.home_moved", actor: SERVER, phase: contract.phase, data },
  ]);
  if (names.length === 0 || contract.supervisorTaskId === null) return;
  const text =
    `The machine ${home.formerName}, which kept the contract's branch, is away; ${home.name} keeps it now. ` +
    `These merges had not left that machine and are not in the branch any more: ${names.join(", ")}. Merge them again.`;
  await sendDelivery(tx, {
    ids: world.ids,
    to: { ownerId, taskId: contract.supervisorTaskId },
    item: { kind: "notice", text, data: { kind: "home_moved", ...data }, recorded: [] },
  });
}

/** The same merge under the same id, so that it is done once; what the old home may still say of it counts nothing. */
async function giveAgain(
  tx: Tx,
  {
    world,
    contract,
    to,
    old,
  }: {
    world: World;
    contract: ContractRow;
    to: string;
    old: { id: string; daemonId: string; payload: Parameters<typeof sendCommand>[1]["command"] };
  },
): Promise<void> {
  const { ownerId } = contract;
  const message = "the contract's home moved to another machine meanwhile; ask again";
  await voidCommand(tx, { ownerId, daemonId: old.daemonId, commandId: old.id, code: "HOME_MOVED", message });
  const call = await callByCommand(tx, { ownerId, commandId: old.id });
  if (call === null) return;
  const command = { ...old.payload, branchCommit: contract.branchCommit };
  const commandId = await sendCommand(tx, {
    world,
    to: { ownerId, daemonId: to, contractId: contract.id },
    command,
  });
  tx.send(LINK_CALL, [ownerId, call.id, null, null, commandId]);
}
