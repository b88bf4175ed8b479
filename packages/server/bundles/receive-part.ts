// One part of a bundle comes in: it is as it was announced, and durable, before its row says that it is there.
import { Refusal, refuseField } from "@makima/protocol/errors";
import { isIntact } from "../blobs/blob-store.ts";
import type { World } from "../world.ts";
import { loadBundle, partAt } from "./reader.ts";
import { INSERT_PART } from "./writer.ts";

export type PartAt = { ownerId: string; bundleId: string; number: number };

/** Throws NOT_FOUND for a bundle or part that was not announced, VALIDATION where it is not the part that was. */
export async function receivePart(world: World, { at, bytes }: { at: PartAt; bytes: Buffer }): Promise<void> {
  const bundle = await loadBundle(world.db, at);
  const expected = bundle?.parts[at.number];
  if (bundle === null || expected === undefined) throw new Refusal("NOT_FOUND", "no such bundle or part");
  if (bundle.isComplete) return;
  if (!isIntact(bytes, expected)) throw refuseField("body", "is not the part that was announced");
  await world.blobs.put(partAt(at), bytes);
  await world.db.transaction(async (tx) => tx.send(INSERT_PART, [at.ownerId, at.bundleId, at.number]));
}
