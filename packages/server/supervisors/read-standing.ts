// What a supervisor's state is derived from, read in one statement.
import type { ContractStatus, Phase } from "@makima/core/contract";
import type { SupervisorFacts, SupervisorState } from "@makima/core/supervisor";
import type { TaskStatus } from "@makima/core/task";
import { type Reader, statement } from "../db/database.ts";

export type Standing = {
  taskId: string;
  version: string | number;
  state: SupervisorState;
  activity: string;
  progress: number;
  errorMessage: string | null;
  /** of the contract */
  phase: Phase;
  /** all of its own, makima's among them */
  pendingQuestions: number;
  /** as the newest save point wrote them */
  saved: { phase: string; pendingQuestions: number };
  /** why it is blocked, or failed, as the rows tell it */
  blockedBecause: string | null;
  failedBecause: string | null;
  facts: SupervisorFacts;
};

/** As the query gives it. */
export type StandingRow = {
  taskId: string;
  version: string | number;
  state: SupervisorState;
  activity: string;
  progress: number;
  errorMessage: string | null;
  phase: Phase;
  savedPhase: string;
  savedQuestions: number;
  contractStatus: ContractStatus;
  contractError: string | null;
  taskStatus: TaskStatus;
  taskError: string | null;
  blocked: { reason?: unknown } | null;
  asked: number;
  held: number;
  heldBy: string | null;
  undelivered: number;
  taskWaits: number;
};

// Whoever saves holds the contract's lock, so that this statement sees all that was committed before it.
const SELECT_STANDING = `
   select s.task_id as "taskId", s.version, s.state, s.current_activity as activity, s.progress, s.error_message as "errorMessage",
     c.phase, s.phase as "savedPhase", s.pending_questions as "savedQuestions", c.status as "contractStatus", c.error as "contractError",
     t.status as "taskStatus", t.error as "taskError", t.blocked,
     q.asked, q.held, q.held_by as "heldBy", q.undelivered,
     (select count(*)::int from wait w
      where w.owner_id = s.owner_id and w.task_id = s.task_id and w.ended_at is null and w.kind = 'tasks') as "taskWaits"
   from supervisor s
   join contract c on c.owner_id = s.owner_id and c.id = s.contract_id
   join task t on t.owner_id = s.owner_id and t.id = s.task_id
   cross join lateral (
     select count(*) filter (where status = 'pending' and question_type not in ('recovery', 'budget'))::int as asked,
       count(*) filter (where status = 'pending' and question_type in ('recovery', 'budget'))::int as held,
       min(question) filter (where status = 'pending' and question_type in ('recovery', 'budget')) as held_by,
       count(*) filter (where status <> 'pending')::int as undelivered
     from question where owner_id = s.owner_id and task_id = s.task_id and delivered_at is null and status <> 'withdrawn'
   ) q`;

const READ_STANDING = statement(
  "read-standing",
  `${SELECT_STANDING} where s.owner_id = $1 and s.contract_id = $2`,
);

/** The same as one column, for a query that calls the contract's journal j: all shorter names mean other tables in here. `standingOf` reads it. */
export const STANDING_COLUMN = `(
   select to_jsonb(standing) from (${SELECT_STANDING} where s.owner_id = j.owner_id and s.contract_id = j.contract_id) as standing)`;

/** Null when the contract has no supervisor yet. */
export async function readStanding(
  tx: Reader,
  of: { ownerId: string; contractId: string },
): Promise<Standing | null> {
  const row = await tx.row<StandingRow>(READ_STANDING, [of.ownerId, of.contractId]);
  return row === null ? null : standingOf(row);
}

export function standingOf(row: StandingRow): Standing {
  return {
    taskId: row.taskId,
    version: row.version,
    state: row.state,
    activity: row.activity,
    progress: row.progress,
    errorMessage: row.errorMessage,
    phase: row.phase,
    pendingQuestions: row.asked + row.held,
    saved: { phase: row.savedPhase, pendingQuestions: row.savedQuestions },
    blockedBecause: typeof row.blocked?.reason === "string" ? row.blocked.reason : row.heldBy,
    failedBecause: row.contractError ?? row.taskError,
    facts: {
      contractStatus: row.contractStatus,
      taskStatus: row.taskStatus,
      blocked: row.blocked !== null || row.held > 0,
      pendingQuestions: row.asked,
      undeliveredAnswers: row.undelivered,
      openTaskWaits: row.taskWaits,
    },
  };
}
