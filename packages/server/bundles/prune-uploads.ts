// Removes uploads that nobody has finished for a day.
import { statement } from "../db/database.ts";
import type { World } from "../world.ts";
import { partAt } from "./reader.ts";
import { DELETE_PARTS, DELETE_UNFINISHED } from "./writer.ts";

// One that others build on was whole before; these go first.
const UNFINISHED = statement(
  "unfinished-uploads",
  `select b.owner_id as "ownerId", b.id as "bundleId", jsonb_array_length(b.parts) as parts from bundle b
   where b.completed_at is null and b.created_at < app_now() - interval '1 day'
     and not exists (select 1 from bundle_part p where p.owner_id = b.owner_id and p.bundle_id = b.id
       and p.received_at > app_now() - interval '1 day')
     and not exists (select 1 from bundle child where child.owner_id = b.owner_id and child.parent_id = b.id)
   limit 100`,
);

/** Gives how many. */
export async function pruneUploads(world: World): Promise<number> {
  const uploads = await world.db.rows<{ ownerId: string; bundleId: string; parts: number }>(UNFINISHED, []);
  for (const { ownerId, bundleId, parts } of uploads) {
    for (let number = 0; number < parts; number++)
      await world.blobs.delete(partAt({ ownerId, bundleId, number }));
    await world.db.transaction(async (tx) => {
      tx.send(DELETE_PARTS, [ownerId, bundleId]);
      tx.send(DELETE_UNFINISHED, [ownerId, bundleId]);
    });
  }
  return uploads.length;
}
