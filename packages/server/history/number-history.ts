// Gives what is new in a contract its numbers in the contract's history.
import { historyBell } from "../journal/history-bell.ts";
import type { World } from "../world.ts";
import { LOCK_HISTORY, NUMBER_HISTORY, OPEN_HISTORY } from "./writer.ts";

const AT_ONCE = 1_000;

/** How many were numbered; when it is all that were wanted at once, there may be more. */
export function numberHistory(
  { db, doorbell }: World,
  { ownerId, contractId }: { ownerId: string; contractId: string },
): Promise<number> {
  return db.transaction(async (tx) => {
    tx.send(OPEN_HISTORY, [ownerId, contractId]);
    // bigint as text, which goes back as it came
    const place = await tx.row<{ lastNumber: string; eventNumber: string }>(LOCK_HISTORY, [
      ownerId,
      contractId,
    ]);
    if (place === null) throw new Error(`the history of contract ${contractId} has no place`);
    const { lastNumber, eventNumber } = place;
    const values = [ownerId, contractId, lastNumber, eventNumber, AT_ONCE];
    const done = await tx.row<{ numbered: number }>(NUMBER_HISTORY, values);
    const numbered = done?.numbered ?? 0;
    if (numbered > 0) tx.onCommit(() => doorbell.ring(historyBell(contractId)));
    return numbered;
  });
}
