// Supervisors as people see them: the row, and what is derived from the tables of tasks, waits, questions and messages.
import type { Supervisor } from "@makima/protocol/supervisors";
import { type Reader, statement } from "../db/database.ts";
import { contractCursor } from "../journal/cursor.ts";

export type SupervisorRow = Omit<
  Supervisor,
  "lastRestoredAt" | "lastActivity" | "heartbeat" | "createdAt" | "updatedAt" | "pendingQuestions" | "cursor"
> & {
  pendingQuestions: Supervisor["pendingQuestions"];
  lastRestoredAt: Date | null;
  lastActivity: Date;
  createdAt: Date;
  updatedAt: Date;
  lastEvent: number;
};

/**
 * The columns of a SupervisorRow and the tables that they come from; the supervisor is called s, its contract c. A completed message is a save
 * point that only appends: that it moved the last activity is derived from it here, which costs the append nothing.
 */
export const SELECT_SUPERVISOR = `
  select s.contract_id as "contractId", s.task_id as "supervisorTaskId", t.daemon_id as "daemonId", t.epoch::int as epoch,
    s.version::int as version, s.state, s.current_activity as "currentActivity", s.progress, s.error_message as "errorMessage", c.phase,
    array(select spawned.id from task spawned
          where spawned.owner_id = s.owner_id and spawned.contract_id = s.contract_id and spawned.parent_task_id = s.task_id
          order by spawned.created_at, spawned.id)::text[] as "spawnedTaskIds",
    array(select distinct awaited.id from wait w
          join task awaited on awaited.owner_id = w.owner_id and awaited.id = any (w.task_ids)
            and awaited.status not in ('done', 'failed', 'cancelled')
          where w.owner_id = s.owner_id and w.task_id = s.task_id and w.ended_at is null and w.kind = 'tasks'
          order by awaited.id)::text[] as "pendingTaskIds",
    coalesce((select jsonb_agg(jsonb_build_object('id', q.id, 'question', q.question, 'choices', q.choices,
                'multiSelect', q.multi_select, 'context', q.context, 'questionType', q.question_type, 'askedAt', q.asked_at, 'isRestored', q.is_restored)
                order by q.asked_at, q.id)
              from question q
              where q.owner_id = s.owner_id and q.task_id = s.task_id and q.status = 'pending' and q.delivered_at is null), '[]')
      as "pendingQuestions",
    coalesce(v.segment_start_index + (v.last_seq - v.segment_start_seq) + 1, 0)::int as "messageCount",
    s.restoration_count as "restorationCount", s.last_restored_at as "lastRestoredAt", s.restoration_source as "restorationSource",
    greatest(s.last_activity, said.created_at) as "lastActivity", s.created_at as "createdAt", s.updated_at as "updatedAt", coalesce(j.last_event, 0)::int as "lastEvent", s.last_activity::text as place
  from supervisor s
  join contract c on c.owner_id = s.owner_id and c.id = s.contract_id
  join task t on t.owner_id = s.owner_id and t.id = s.task_id
  left join conversation v on v.owner_id = s.owner_id and v.task_id = s.task_id
  left join message said on said.owner_id = v.owner_id and said.task_id = v.task_id and said.seq = v.last_seq
  left join journal j on j.owner_id = s.owner_id and j.contract_id = s.contract_id`;

const READ_SUPERVISOR = statement(
  "read-supervisor",
  `${SELECT_SUPERVISOR} where s.owner_id = $1 and s.contract_id = $2`,
);

/** Null when the contract has no supervisor, or is another owner's. */
export async function readSupervisor(
  reader: Reader,
  of: { ownerId: string; contractId: string },
): Promise<Supervisor | null> {
  const row = await reader.row<SupervisorRow>(READ_SUPERVISOR, [of.ownerId, of.contractId]);
  return row === null ? null : showSupervisor(row);
}

/** A row as the API shows it. */
export const showSupervisor = (row: SupervisorRow): Supervisor => ({
  contractId: row.contractId,
  supervisorTaskId: row.supervisorTaskId,
  daemonId: row.daemonId,
  epoch: row.epoch,
  version: row.version,
  state: row.state,
  currentActivity: row.currentActivity,
  progress: row.progress,
  errorMessage: row.errorMessage,
  phase: row.phase,
  spawnedTaskIds: row.spawnedTaskIds,
  pendingTaskIds: row.pendingTaskIds,
  pendingQuestions: row.pendingQuestions.map((asked) => ({
    ...asked,
    askedAt: new Date(asked.askedAt).toISOString(),
  })),
  messageCount: row.messageCount,
  restorationCount: row.restorationCount,
  lastRestoredAt: row.lastRestoredAt?.toISOString() ?? null,
  restorationSource: row.restorationSource,
  lastActivity: row.lastActivity.toISOString(),
  cursor: contractCursor({ contractId: row.contractId, event: row.lastEvent }),
  createdAt: row.createdAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
});
