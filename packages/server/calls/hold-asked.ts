// Locks what an answer may change, and reads in the same round trip all that is decided from.
import type { ContractStatus } from "@makima/core/contract";
import type { TaskStatus } from "@makima/core/task";
import { CAN_TAKE_TURN } from "../daemons/daemons.ts";
import { type Planned, statement, type Tx } from "../db/database.ts";
import { QUESTION_COLUMNS, QUESTION_TABLES, type QuestionRow } from "../questions/questions.ts";
import { STANDING_COLUMN, type Standing, type StandingRow, standingOf } from "../supervisors/supervisors.ts";
import { IS_BUDGET_SPENT } from "../usage/usage.ts";
import type { CallRow } from "./reader.ts";

/** The agent's process lives, is idle, and waits for this one answer alone. */
export type IdleAgent = {
  taskName: string;
  epoch: number;
  daemonId: string;
  /** turns so far */
  turn: number;
  waitId: string;
  branch: string;
  branchCommit: string | null;
  homeId: string | null;
  results: { refName: string; commit: string }[];
  /** that asked; null: no call of the agent did */
  call: Pick<CallRow, "callKey" | "tool" | "input"> | null;
};

export type Asked = {
  question: QuestionRow;
  contractStatus: ContractStatus;
  taskStatus: TaskStatus;
  /** of the contract; null before it has a supervisor */
  supervisor: Standing | null;
  /** null: the answer has to find its agent another way */
  idle: IdleAgent | null;
  now: Date;
  /** the same moment to the microsecond */
  at: string;
};

// In the order of all operations: contract, task, daemon; task and daemon only where a turn may begin. Each part needs the row of the one before, so its lock comes after that one's.
// What other transactions wrote while this one waited is not in its snapshot: the statement behind it reads that.
const HOLD = statement(
  "hold-asked",
  `with asked as (
     select contract_id, task_id from question where owner_id = $1 and id = $2
   ), held_contract as materialized (
     select c.id from contract c where c.owner_id = $1 and c.id = (select contract_id from asked) for update
   ), idle_run as materialized (
     select r.task_id, r.daemon_id from run r
     where r.owner_id = $1 and r.task_id = (select task_id from asked where exists (select 1 from held_contract)) and r.status = 'idle'
   ), held_task as materialized (
     select t.id from task t where t.owner_id = $1 and t.id = (select task_id from idle_run) for update
   ), held_daemon as materialized (
     select d.id from daemon d
     where d.owner_id = $1 and d.id = (select daemon_id from idle_run where exists (select 1 from held_task)) for no key update
   )
   select (select id from held_contract) as "contractId", (select id from held_daemon) as "daemonId"`,
);

// One statement: as three it took 1.26 ms with its locks after a pause, as one 0.98. An agent whose last turn was cut is told more than the answer,
// which is for the reconcilers.
const READ_ASKED = statement(
  "read-asked",
  `select ${QUESTION_COLUMNS}, ${STANDING_COLUMN} as supervisor,
     c.status as "contractStatus", c.branch, c.branch_commit as "branchCommit", c.daemon_id as "homeId", t.status as "taskStatus", t.name as "taskName", r.epoch::int, r.turn, r.daemon_id as "daemonId", w.id as "waitId",
     case when k.id is not null then jsonb_build_object('callKey', k.call_key, 'tool', k.tool, 'input', k.input) end as call, moment.at as now, moment.at::text as at,
     coalesce(c.status = 'active' and t.status = 'waiting' and t.blocked is null and (t.not_before is null or t.not_before <= moment.at)
       and not ${IS_BUDGET_SPENT} and r.status = 'idle' and not r.turn_cut and w.id is not null and k.status is distinct from 'open' and ${CAN_TAKE_TURN}
       and not exists (select 1 from question o where o.owner_id = q.owner_id and o.task_id = q.task_id and o.id <> q.id
         and o.delivered_at is null and o.status <> 'withdrawn')
       and not exists (select 1 from delivery i where i.owner_id = q.owner_id and i.task_id = q.task_id and i.delivered_at is null)
       and not exists (select 1 from rewind b where b.owner_id = q.owner_id and b.task_id = q.task_id and b.status = 'open' and not b.dry_run),
       false) as "isIdle",
     (select coalesce(jsonb_agg(jsonb_build_object('refName', f.ref_name, 'commit', f.result_commit) order by f.ended_at), '[]')
      from task f where f.owner_id = c.owner_id and f.contract_id = c.id and f.id <> t.id and f.status = 'done'
        and f.result_commit is not null) as results
   from ${QUESTION_TABLES}
   cross join (select app_now() as at offset 0) as moment
   join task t on t.owner_id = q.owner_id and t.id = q.task_id
   left join run r on r.owner_id = q.owner_id and r.task_id = q.task_id and r.status <> 'ended'
   left join daemon d on d.owner_id = q.owner_id and d.id = r.daemon_id
   left join wait w on w.owner_id = q.owner_id and w.question_id = q.id and w.ended_at is null
   left join tool_call k on k.owner_id = q.owner_id and k.id = w.tool_call_id
   where q.owner_id = $1 and q.id = $2`,
);

const NOBODY = "00000000-0000-0000-0000-000000000000";

/** Planning them takes longer than all else that an answer does: 6 ms, where the whole transaction takes 2.5. */
export const ANSWER_READS: readonly Planned[] = [HOLD, READ_ASKED].map((read) => ({
  statement: read,
  values: [NOBODY, NOBODY],
}));

type HeldRow = { contractId: string | null; daemonId: string | null };
type Row = QuestionRow &
  IdleAgent &
  Pick<Asked, "contractStatus" | "taskStatus" | "now" | "at"> & {
    isIdle: boolean;
    supervisor: StandingRow | null;
  };

/** The contract is held until COMMIT, and where `idle` is given task and daemon are. Null where there is no such question of this owner. */
export async function holdAsked(
  tx: Tx,
  { ownerId, questionId }: { ownerId: string; questionId: string },
): Promise<Asked | null> {
  // Sent together: the connection does them one after the other, so the second reads what the locks have waited for.
  const [held, row] = await Promise.all([
    tx.row<HeldRow>(HOLD, [ownerId, questionId]),
    tx.row<Row>(READ_ASKED, [ownerId, questionId]),
  ]);
  if (row === null) return null;
  const supervisor = row.supervisor === null ? null : standingOf(row.supervisor);
  // A run that became idle while the locks were waited for: its daemon is not held.
  const isIdle = row.isIdle && held?.daemonId === row.daemonId;
  return { ...row, question: row, supervisor, idle: isIdle ? row : null };
}
