// All invariants over what a run left behind: a pure function of the evidence. Each finding begins with the id of the invariant that it breaks.
import type { Evidence } from "./evidence.ts";
import { INVARIANTS } from "./invariants.ts";

/** One sentence for each fault; none when all is as it should be. Holds at rest: while something still runs, it may find what is under way. */
export function checkHistory(evidence: Evidence): string[] {
  return INVARIANTS.flatMap(({ id, check }) => check(evidence).map((fault) => `${id}: ${fault}`));
}
