// Adds what is new to the search index: of a contract's history, or of a task's output.
import type { Statement } from "../db/database.ts";
import type { World } from "../world.ts";
import { INDEX_HISTORY, INDEX_OUTPUT, LOCK_SEARCH, MOVE_SEARCH, OPEN_SEARCH } from "./search-writer.ts";

/** A transaction holds the owner's index so long as these take: a second at most, where each is as large as it can be. */
const AT_ONCE = 200;

/** How many numbers of the contract's history were taken in. */
export const indexHistory = (
  world: World,
  { ownerId, contractId }: { ownerId: string; contractId: string },
): Promise<number> => add(world, { ownerId, sql: INDEX_HISTORY, of: contractId });

/** How many pieces of the task's output were taken in. */
export const indexOutput = (
  world: World,
  { ownerId, taskId }: { ownerId: string; taskId: string },
): Promise<number> => add(world, { ownerId, sql: INDEX_OUTPUT, of: taskId });

function add(
  { db }: World,
  { ownerId, sql, of }: { ownerId: string; sql: Statement; of: string },
): Promise<number> {
  return db.transaction(async (tx) => {
    tx.send(OPEN_SEARCH, [ownerId]);
    // bigint as text, which goes back as it came
    const head = await tx.row<{ lastNumber: string }>(LOCK_SEARCH, [ownerId]);
    if (head === null) throw new Error(`owner ${ownerId} has no search index`);
    const done = await tx.row<{ added: number; taken: number }>(sql, [ownerId, head.lastNumber, of, AT_ONCE]);
    const { added, taken } = done ?? { added: 0, taken: 0 };
    if (added > 0) tx.send(MOVE_SEARCH, [ownerId, added]);
    return taken;
  });
}
