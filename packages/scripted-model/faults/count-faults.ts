// Errors that go away need a memory, and the script has none: the server counts for each planned fault how often it has happened.
import type { Fault, PlannedFault } from "./fault.ts";

export type FaultCounter = {
  /** The fault that is due, and it counts as having happened; null when the model may answer. */
  next(planned: readonly PlannedFault[]): Fault | null;
};

/** Begins to count anew with every server. */
export function countFaults(): FaultCounter {
  const happened = new Map<string, number>();
  return {
    next(planned) {
      for (const { key, times, fault } of planned) {
        const before = happened.get(key) ?? 0;
        if (before >= times) continue;
        happened.set(key, before + 1);
        return fault;
      }
      return null;
    },
  };
}
