// An event's row as the API and the stream show it.
import type { Phase } from "@makima/core/contract";
import type { ActorKind, EventType } from "@makima/core/timeline";
import type { TimelineEvent } from "@makima/protocol/timeline";

/** Of the table `event` as `e`. */
export const EVENT_COLUMNS = `e.contract_id as "contractId", e.number::float8 as number, e.type, e.actor_kind as "actorKind",
  e.actor_id as "actorId", e.task_id as "taskId", e.phase, e.data, e.created_at as "createdAt"`;

export type EventRow = {
  contractId: string;
  number: number;
  type: EventType;
  actorKind: ActorKind;
  actorId: string | null;
  taskId: string | null;
  phase: Phase;
  data: Record<string, unknown>;
  createdAt: Date;
};

export const showEvent = ({ actorKind, actorId, ...row }: EventRow): TimelineEvent => ({
  contractId: row.contractId,
  number: row.number,
  type: row.type,
  actor: { kind: actorKind, id: actorId },
  taskId: row.taskId,
  phase: row.phase,
  data: row.data,
  createdAt: row.createdAt.toISOString(),
});
