// A daemon tells which checkouts stand on its disk, and what they take.
import type { MeshRecord } from "@makima/protocol/mesh";
import type { World } from "../world.ts";
import { PUT_STANDING, SET_GONE } from "./writer.ts";

type Told = Extract<MeshRecord, { kind: "worktrees" }>;

/** The same again changes nothing. */
export async function recordWorktrees(
  world: World,
  { ownerId, daemonId, record }: { ownerId: string; daemonId: string; record: Told },
): Promise<void> {
  const { standing, gone, isWhole } = record;
  const ids = standing.map(({ taskId }) => taskId);
  await world.db.transaction(async (tx) => {
    tx.send(PUT_STANDING, [ownerId, daemonId, ids, standing.map(({ bytes }) => bytes)]);
    tx.send(SET_GONE, [ownerId, daemonId, gone, isWhole, ids]);
  });
}
