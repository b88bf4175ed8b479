// The statements that read the rows of the evidence: run them in one snapshot, so that no two tables stand for different moments.
import type { Rows } from "./evidence.ts";
import { STATEMENTS_OF_MOVES } from "./moves-of-heads.ts";

/** Each names the columns of its rows as the evidence has them. */
export const EVIDENCE_STATEMENTS: Readonly<Record<keyof Rows, string>> = {
  ...STATEMENTS_OF_MOVES,
  contracts: `select id, owner_id as "ownerId", type, phase, status, branch from contract`,
  events: `select contract_id as "contractId", number::int, type, task_id as "taskId", data,
     md5(row(type, actor_kind, actor_id, task_id, phase, data, created_at)::text) as hash
   from event order by contract_id, number`,
  tasks: `select id, owner_id as "ownerId", contract_id as "contractId", kind, status, epoch::int, blocked is not null as "isBlocked",
     coalesce(not_before > app_now(), false) as "isHeldBack", restoration_count as "restorationCount", progress,
     depends_on as "dependsOn", result_commit as "resultCommit",
     forked_from as "forkedFrom", base_on_checkpoint_id as "baseCheckpointId", base_commit as "baseCommit"
   from task order by created_at, id`,
  runs: `select task_id as "taskId", epoch::int, status <> 'ended' as "isLive", daemon_id as "daemonId", end_reason as "endReason"
   from run order by task_id, epoch`,
  messages: `select task_id as "taskId", seq::int, epoch::int, role, tool_call_id as "toolCallId", source::int,
     md5(row(epoch, role, content, tool_call_id, tool_name, tool_input, is_error, created_at)::text) as hash
   from message order by task_id, seq`,
  calls: `select task_id as "taskId", epoch::int, call_key as "callKey", tool, status, result, question_id as "questionId",
     spawned_task_id as "spawnedTaskId", adopted_by is not null as "isAdopted"
   from tool_call order by created_at, id`,
  openWaits: `select task_id as "taskId", kind, question_id as "questionId", task_ids as "taskIds" from wait where ended_at is null`,
  questions: `select id, contract_id as "contractId", task_id as "taskId", question_type as "questionType", status,
     delivered_at is not null as "isDelivered", response, md5(row(question, choices, question_type, asked_at)::text) as hash,
     status = 'pending' and coalesce(expires_at < app_now() - interval '10 seconds', false) as "isOverdue"
   from question order by asked_at, id`,
  deliveries: `select task_id as "taskId", number::int,
     case when kind = 'notice' then coalesce(payload -> 'data' ->> 'kind', kind)
       when steered_epoch = delivered_epoch then 'steered' else kind end as kind,
     question_id as "questionId",
     delivered_epoch::int as epoch
   from delivery order by task_id, number`,
  supervisors: `select contract_id as "contractId", task_id as "taskId", version::int, state, phase, progress,
     pending_questions as "pendingQuestions", restoration_count as "restorationCount" from supervisor`,
  restorations: `select task_id as "taskId", number, epoch::int, plan, report -> 'inputs' as inputs from restoration where outcome = 'done' order by task_id, number`,
  checkpoints: `select c.id, t.contract_id as "contractId", c.task_id as "taskId", c.number, c.epoch::int, c.commit, c.tree,
     c.message_index as "messageIndex", c.left_on is not null as "isLeft"
   from checkpoint c join task t on t.owner_id = c.owner_id and t.id = c.task_id order by c.task_id, c.number`,
  daemons: `select id, owner_id as "ownerId", status = 'online' and ready_session = session as "isOnline", max_tasks as "maxTasks"
   from daemon`,
  commands: `select id, owner_id as "ownerId", daemon_id as "daemonId", contract_id as "contractId", task_id as "taskId", epoch::int, kind,
     payload ->> 'taskId' as "aboutTaskId", acknowledged_at is not null as "isAcknowledged", finished_at is not null as "isFinished",
     coalesce(result ->> 'code' in ('VOID', 'HOME_MOVED'), false) as "isVoid"
   from command order by created_at, id`,
  idempotency: `select owner_id as "ownerId", route, key, answer from idempotency`,
};

/** Foreign keys that could point to another owner's row, since `owner_id` is not on both of their sides. */
export const CROSSING_KEYS = `select conname || ' of ' || conrelid::regclass as fault
 from pg_constraint c where contype = 'f' and confrelid not in ('owner'::regclass)
   and not (exists (select 1 from pg_attribute a where a.attrelid = conrelid and a.attnum = any(conkey) and a.attname = 'owner_id')
     and exists (select 1 from pg_attribute a where a.attrelid = confrelid and a.attnum = any(confkey) and a.attname = 'owner_id'))`;

/** Constraints and indexes that the database does not vouch for. */
export const UNSOUND_PARTS = `select 'constraint ' || conname || ' is not validated' as fault from pg_constraint where not convalidated
 union all select 'index ' || indexrelid::regclass || ' is not valid' from pg_index where not indisvalid`;
