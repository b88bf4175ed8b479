// The save point of a supervisor: its state derived anew from the facts, its row, and the event that tells of a change.
import { deriveState, type RestorationSource, type SupervisorState } from "@makima/core/supervisor";
import type { Tx } from "../db/database.ts";
import { type Actor, appendEvents, type NewEvent } from "../journal/journal.ts";
import { findUnreadable } from "./find-unreadable.ts";
import { readStanding, type Standing } from "./read-standing.ts";
import { SAVE_SUPERVISOR } from "./writer.ts";

export type SupervisorChange = {
  actor: Actor;
  /** a sentence for people; as it was when not given */
  activity?: string;
  /** the sentence instead, when nothing holds the supervisor back any more: it works, and none of its own questions is open */
  resumed?: string;
  /** 0–100; as it was when not given */
  progress?: number;
  /** shown while the state is blocked or failed */
  errorMessage?: string;
  /** the supervisor is brought back: counted once */
  restoration?: { source: RestorationSource };
};

/**
 * Saves what the rows of this transaction say. The caller holds the contract's lock. Does nothing where the contract has no supervisor.
 */
export async function saveSupervisor(
  tx: Tx,
  of: { ownerId: string; contractId: string },
  change: SupervisorChange,
): Promise<void> {
  const before = await readStanding(tx, of);
  if (before !== null) await appendEvents(tx, of, writeSupervisor(tx, of, { before, change }));
}

/**
 * Writes the row from a standing that was read under the contract's lock and brought up to what the transaction has written since.
 * Gives the event that tells of a change, which the caller appends; none where nothing changed for people.
 */
export function writeSupervisor(
  tx: Tx,
  of: { ownerId: string; contractId: string },
  { before, change }: { before: Standing; change: SupervisorChange },
): NewEvent[] {
  const unreadable = findUnreadable(before);
  const state = deriveState(before.facts);
  const after = {
    state,
    activity: activityOf(state, before, change),
    progress: change.progress ?? inRange(before.progress),
  };
  tx.send(SAVE_SUPERVISOR, [
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
  ]);
  const isChanged =
    after.state !== before.state || after.activity !== before.activity || after.progress !== before.progress;
  if (!isChanged) return [];
  return [
    {
      type: "supervisor.state_changed",
      actor: change.actor,
      taskId: before.taskId,
      phase: before.phase,
      data: {
        ...after,
        previous: before.state,
        version: Number(before.version) + 1,
        ...(unreadable.length === 0 ? {} : { unreadable }),
      },
    },
  ];
}

function activityOf(state: SupervisorState, before: Standing, change: SupervisorChange): string {
  const isResumed = state === "working" && before.pendingQuestions === 0;
  return (isResumed ? change.resumed : undefined) ?? change.activity ?? before.activity;
}

const inRange = (progress: number): number => Math.min(100, Math.max(0, progress));

/** Only a blocked or failed supervisor has an error; the newest sentence stands, and a state that stays keeps its own. */
function errorOf(state: SupervisorState, before: Standing, change: SupervisorChange): string | null {
  if (state !== "blocked" && state !== "failed") return null;
  const kept = state === before.state ? before.errorMessage : null;
  const told = state === "blocked" ? before.blockedBecause : before.failedBecause;
  return change.errorMessage ?? kept ?? told;
}
