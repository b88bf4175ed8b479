// Lets a world come to rest and checks what it left behind.
import { monotonicMs, sleep } from "../ports/clock.ts";
import { checkHistory } from "./check-history.ts";
import { type EvidencePlaces, gatherEvidence } from "./gather-evidence.ts";

const limitMs = 20_000;
const pauseMs = 100;

/** What is under way may look like a fault, and what grows only is never mended: so it looks until nothing is found, or the limit is reached. */
export async function settleHistory(places: EvidencePlaces): Promise<void> {
  const endMs = monotonicMs() + limitMs;
  for (;;) {
    const findings = checkHistory(await gatherEvidence(places));
    if (findings.length === 0) return;
    if (monotonicMs() > endMs) throw new Error(`the history has faults:\n${findings.join("\n")}`);
    await sleep(pauseMs);
  }
}
