// Gives a part back as it came. A bundle that the blob store has damaged counts as never come from then on, and is asked for again.
import { Refusal } from "@makima/protocol/errors";
import { BlobDamaged, readIntact } from "../blobs/blob-store.ts";
import { setBundled } from "../checkpoints/checkpoints.ts";
import type { World } from "../world.ts";
import { loadBundle, partAt } from "./reader.ts";
import type { PartAt } from "./receive-part.ts";
import { DELETE_PART, RETRACT } from "./writer.ts";

/** Throws NOT_FOUND, also where the part is damaged. */
export async function readPart(world: World, at: PartAt): Promise<Buffer> {
  const bundle = await loadBundle(world.db, at);
  const expected = bundle?.isComplete === true ? bundle.parts[at.number] : undefined;
  if (expected === undefined) throw new Refusal("NOT_FOUND", "no such bundle or part");
  try {
    return await readIntact(world.blobs, { at: partAt(at), expected });
  } catch (error) {
    if (!(error instanceof BlobDamaged)) throw error;
    world.log.error({ err: error, ...at }, "a bundle is damaged; it is asked for again where it was made");
    await retract(world, at);
    throw new Refusal("NOT_FOUND", "this part of the bundle is damaged, and the bundle was withdrawn");
  }
}

async function retract(world: World, { ownerId, bundleId, number }: PartAt): Promise<void> {
  await world.db.transaction(async (tx) => {
    const lost = await tx.rows<{ taskId: string | null; number: number }>(RETRACT, [ownerId, bundleId]);
    tx.send(DELETE_PART, [ownerId, bundleId, number]);
    for (const { taskId, number: checkpoint } of lost) {
      if (taskId !== null) await setBundled(tx, { ownerId, taskId, number: checkpoint, isBundled: false });
    }
  });
}
