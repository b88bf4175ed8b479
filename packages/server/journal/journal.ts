// The journal of a contract: what happened, numbered in the order of commit, without gaps.
import type { ActorKind, EventType } from "@makima/core/timeline";
import type { Tx } from "../db/database.ts";
import { INSERT_EVENTS, OPEN_JOURNAL } from "./writer.ts";

export type Actor = { kind: ActorKind; id: string | null };

export type NewEvent = {
  type: EventType;
  actor: Actor;
  taskId?: string | null;
  phase: string;
  data?: Readonly<Record<string, unknown>>;
};

export type JournalOf = { ownerId: string; contractId: string };

export const SERVER: Actor = { kind: "server", id: null };

/** Makes the empty journal of a new contract. */
export async function openJournal(tx: Tx, of: JournalOf): Promise<void> {
  tx.send(OPEN_JOURNAL, [of.ownerId, of.contractId]);
}

/** Adds events at the end of a contract's journal, in this order. The journal's row stays locked until COMMIT. */
export async function appendEvents(tx: Tx, of: JournalOf, events: readonly NewEvent[]): Promise<void> {
  if (events.length === 0) return;
  const rows = events.map(({ type, actor, taskId, phase, data }) => ({
    type,
    actor_kind: actor.kind,
    actor_id: actor.id,
    task_id: taskId ?? null,
    phase,
    data: data ?? {},
  }));
  tx.send(INSERT_EVENTS, [of.ownerId, of.contractId, events.length, JSON.stringify(rows)]);
}
