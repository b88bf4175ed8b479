// Waits a while for a contract to come to where a reconciler is bringing it.
import { bell } from "../doorbell.ts";
import type { World } from "../world.ts";
import { type ContractKey, type ContractRow, loadContract } from "./reader.ts";

const POLL_MS = 200;

/** Gives up in silence after `patienceMs`: what was asked for is committed, and comes about all the same. */
export async function awaitContract(
  world: World,
  {
    patienceMs,
    until,
    ...key
  }: ContractKey & { patienceMs: number; until: (contract: ContractRow) => boolean },
): Promise<void> {
  const endsAtMs = world.clock.monotonicMs() + patienceMs;
  let rung = new AbortController();
  const stop = world.doorbell.listen(bell.contract(key.contractId), () => rung.abort());
  try {
    for (;;) {
      rung = new AbortController();
      const contract = await loadContract(world.db, key);
      const leftMs = endsAtMs - world.clock.monotonicMs();
      if (until(contract) || leftMs <= 0) return;
      await pause(world, Math.min(POLL_MS, leftMs), rung.signal);
    }
  } finally {
    stop();
  }
}

async function pause(world: World, ms: number, signal: AbortSignal): Promise<void> {
  try {
    await world.clock.sleep(ms, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
