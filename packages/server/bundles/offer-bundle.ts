// A daemon offers a bundle: the answer names the parts that are still to come, and with all of them there the bundle is complete.
import type { BundleOffer, offerAnswer } from "@makima/protocol/mesh";
import type { z } from "zod";
import { setBundled } from "../checkpoints/checkpoints.ts";
import { lockContract } from "../contracts/contracts.ts";
import { statement, type Tx } from "../db/database.ts";
import { lockTask } from "../tasks/tasks.ts";
import type { World } from "../world.ts";
import type { DaemonAt } from "./reader.ts";
import { INSERT_BUNDLE, SET_COMPLETE } from "./writer.ts";

type Answer = z.infer<typeof offerAnswer>;
type Offering = { by: DaemonAt; offer: BundleOffer };

const COMPLETE = statement(
  "complete-bundle",
  `select id from bundle
   where owner_id = $1 and contract_id = $2 and task_id is not distinct from $3 and number = $4 and commit = $5 and completed_at is not null`,
);
const WANTED_CHECKPOINT = statement(
  "is-checkpoint-wanted",
  `select 1 as one from checkpoint k
   join run r on r.owner_id = k.owner_id and r.task_id = k.task_id and r.epoch = k.epoch and r.daemon_id = $2
   join task t on t.owner_id = k.owner_id and t.id = k.task_id and t.contract_id = $3
   where k.owner_id = $1 and k.task_id = $4 and k.number = $5 and k.commit = $6 and not k.bundled and k.left_on is null`,
);
const PARENT = statement(
  "parent-of-bundle",
  `select id from bundle
   where owner_id = $1 and contract_id = $2 and task_id is not distinct from $3 and number = $4 and completed_at is not null`,
);
const SAME_UPLOAD = statement(
  "same-upload",
  `select id from bundle
   where owner_id = $1 and contract_id = $2 and task_id is not distinct from $3 and number = $4 and commit = $5
     and parent_id is not distinct from $6 and daemon_id = $7 and parts = $8::jsonb and completed_at is null`,
);
const RECEIVED = statement(
  "received-parts",
  "select number from bundle_part where owner_id = $1 and bundle_id = $2",
);

/** Idempotent: the same offer again goes on where it stood. Throws NOT_FOUND for a contract or task that is not the owner's. */
export function offerBundle(world: World, offering: Offering): Promise<Answer> {
  const { by, offer } = offering;
  const key = [by.ownerId, offer.contractId, offer.taskId, offer.number];
  return world.db.transaction(async (tx) => {
    const isWanted = await lockSubject(tx, offering);
    if ((await tx.row(COMPLETE, [...key, offer.commit])) !== null) return { status: "complete" };
    if (!isWanted) return { status: "not_wanted" };
    const parent =
      offer.parent === null ? null : await tx.row<{ id: string }>(PARENT, [...key.slice(0, 3), offer.parent]);
    // It builds on what has been withdrawn meanwhile: the next list says on what it may build now.
    if (offer.parent !== null && parent === null) return { status: "not_wanted" };
    const bundleId = await openUpload(tx, { world, ...offering, parentId: parent?.id ?? null });
    const rows = await tx.rows<{ number: number }>(RECEIVED, [by.ownerId, bundleId]);
    const received = new Set(rows.map(({ number }) => number));
    const missing = [...offer.parts.keys()].filter((number) => !received.has(number));
    if (missing.length > 0) return { status: "missing", bundleId, missing };
    tx.send(SET_COMPLETE, [by.ownerId, bundleId]);
    const { taskId, number } = offer;
    if (taskId !== null) await setBundled(tx, { ownerId: by.ownerId, taskId, number, isBundled: true });
    return { status: "complete" };
  });
}

/** Nobody leaves the checkpoint behind, or moves the contract's home, while its bundle is completed. */
async function lockSubject(tx: Tx, { by, offer }: Offering): Promise<boolean> {
  const { ownerId, daemonId } = by;
  const { contractId, taskId, number, commit } = offer;
  if (taskId === null) {
    const contract = await lockContract(tx, { ownerId, contractId });
    return contract.daemonId === daemonId && contract.branchCommit === commit;
  }
  await lockTask(tx, { ownerId, taskId });
  return (await tx.row(WANTED_CHECKPOINT, [ownerId, daemonId, contractId, taskId, number, commit])) !== null;
}

async function openUpload(
  tx: Tx,
  { world, by, offer, parentId }: Offering & { world: World; parentId: string | null },
): Promise<string> {
  const { contractId, taskId, number, commit } = offer;
  const parts = JSON.stringify(offer.parts);
  const subject = [contractId, taskId, number, commit, parentId, by.daemonId, parts];
  const same = await tx.row<{ id: string }>(SAME_UPLOAD, [by.ownerId, ...subject]);
  if (same !== null) return same.id;
  const id = world.ids.next();
  await tx.run(INSERT_BUNDLE, [by.ownerId, id, ...subject]);
  return id;
}
