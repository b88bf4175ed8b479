// The save point of a supervisor: its state derived anew from the facts, its row, and the event that tells of a change.
import { deriveState, type RestorationSource, type SupervisorState } from "@makima/core/supervisor";
import type { Tx } from "../db/database.ts";
import { type Actor, appendEvents } from "../journal/journal.ts";
import { findUnreadable } from "./find-unreadable.ts";
import { readFacts, type Standing } from "./read-facts.ts";
import { SAVE_SUPERVISOR, TOUCH_SUPERVISOR } from "./writer.ts";

export type SupervisorChange = {
  actor: Actor;
  /** a sentence for people; as it was when not given */
  activity?: string;
  /** 0–100; as it was when not given */
  progress?: number;
  /** shown while the state is blocked or failed */
  errorMessage?: string;
  /** the supervisor is brought back: counted once */
  restoration?: { source: RestorationSource };
  /** nothing but a sign of life */
  touchOnly?: boolean;
};

/**
 * Saves what the rows of this transaction say. The caller holds the contract's lock. Does nothing where the contract has no supervisor.
 */
export async function saveSupervisor(
  tx: Tx,
  of: { ownerId: string; contractId: string },
  change: SupervisorChange,
): Promise<void> {
  if (change.touchOnly === true) {
    tx.send(TOUCH_SUPERVISOR, [of.ownerId, of.contractId]);
    return;
  }
  const before = await readFacts(tx, of);
  if (before === null) return;
  const unreadable = findUnreadable(before);
  const after = {
    state: deriveState(before.facts),
    activity: change.activity ?? before.activity,
    progress: change.progress ?? inRange(before.progress),
  };
  const saved = [
    of.ownerId,
    of.contractId,
    before.version,
    after.state,
    after.activity,
    after.progress,
    errorOf(after.state, before, change),
    before.phase,
    before.pendingQuestions,
    change.restoration?.source ?? null,
  ];
  tx.send(SAVE_SUPERVISOR, saved, (touched) => {
    if (touched !== 1)
      throw new Error(`supervisor of ${of.contractId} was saved without its contract's lock`);
  });
  const isChanged =
    after.state !== before.state || after.activity !== before.activity || after.progress !== before.progress;
  if (!isChanged) return;
  await appendEvents(tx, of, [
    {
      type: "supervisor.state_changed",
      actor: change.actor,
      taskId: before.taskId,
      phase: before.phase,
      data: { ...after, previous: before.state, ...(unreadable.length === 0 ? {} : { unreadable }) },
    },
  ]);
}

const inRange = (progress: number): number => Math.min(100, Math.max(0, progress));

/** Only a blocked or failed supervisor has an error; the newest sentence stands, and a state that stays keeps its own. */
function errorOf(state: SupervisorState, before: Standing, change: SupervisorChange): string | null {
  if (state !== "blocked" && state !== "failed") return null;
  const kept = state === before.state ? before.errorMessage : null;
  const told = state === "blocked" ? before.blockedBecause : before.failedBecause;
  return change.errorMessage ?? kept ?? told;
}
