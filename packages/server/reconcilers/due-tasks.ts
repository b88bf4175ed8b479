// Which tasks a round takes, and in which order: those whose person waits first, then by priority, supervisors before workers, each contract's
// next task before another contract's next but one, and the oldest. Only those are found that some daemon has room for now, so that the many
// that cannot begin keep nobody behind them waiting.
import { CAN_HAVE } from "../daemons/daemons.ts";
import { type Reader, statement } from "../db/database.ts";
import { IS_BOUND_TO_DRAINED } from "../tasks/tasks.ts";
import { IS_DUE, NOT_REWINDING } from "./take-up.ts";

type TaskKey = { ownerId: string; taskId: string };

/** So many a round: what comes up meanwhile is looked at soon. */
const AT_ONCE = 40;

// What a person said or answered comes before what agents have for each other.
const IS_AWAITED = `exists (select 1 from delivery said where said.owner_id = t.owner_id and said.task_id = t.id
     and said.delivered_at is null and said.kind in ('answer', 'message', 'phase', 'instruction'))`;

// What has to be done is found by its own rows, never by looking through all tasks: ten thousand that wait for a person cost nothing here.
// The inner select is fenced by its offset, so that each is looked up by its key, whatever the planner knows of the tables.
const DUE = `
   news as materialized (
     select owner_id, task_id from delivery where delivered_at is null and kind <> 'notice'
     union select owner_id, id from task where status = 'interrupted' and blocked is null),
   due as materialized (
     select w.owner_id, w.id, w.contract_id, w.agent, w.created_at, w.priority, w.is_awaited, w.is_supervisor,
       coalesce(r.status = 'idle', false) as is_idle, case when r.status = 'idle' or w.is_there then null else w.contract_id end as moving,
       case when r.status = 'idle' then r.daemon_id else w.place end as place
     from news
     cross join lateral (
       select t.owner_id, t.id, t.contract_id, t.agent, t.status, t.created_at, t.kind = 'supervisor' as is_supervisor, c.priority,
         ${IS_AWAITED} as is_awaited, ${IS_BOUND_TO_DRAINED} as is_bound,
         coalesce(t.target_daemon_id, (select f.id from daemon f
           where f.owner_id = t.owner_id and f.id = t.daemon_id and f.status = 'online'), c.daemon_id) as place,
         t.target_daemon_id is not null or exists (select 1 from daemon x
           where x.owner_id = t.owner_id and x.id in (t.daemon_id, c.daemon_id) and x.status = 'online') as is_there
       ${IS_DUE} and t.owner_id = news.owner_id and t.id = news.task_id offset 0) w
     left join lateral (
       select r.status, r.daemon_id, r.ended_in_turn from run r
       where r.owner_id = w.owner_id and r.task_id = w.id order by r.epoch desc limit 1) r on true
     where (w.status <> 'interrupted' or r.ended_in_turn) and (r.status is not distinct from 'idle' or not w.is_bound))`;

// The same choice as a run's beginning makes: where the task's worktree or the contract's home is away, the contract is moving.
const CAN_MOVE = CAN_HAVE.replaceAll("$3", "w.place").replaceAll("$6", "w.moving");

// A daemon's room: for one more turn of an agent that is up, and for one more start of these agents.
const ROOMS = `
   busy as materialized (
     select owner_id, daemon_id, count(*)::int as turns, count(*) filter (where status = 'starting')::int as starts
     from run where status in ('starting', 'turning') group by owner_id, daemon_id),
   room as materialized (
     select d.owner_id, d.id, d.machine, d.last_seen_at, d.max_tasks - coalesce(b.turns, 0) as turns,
       case when d.strain is null then least(d.max_tasks - coalesce(b.turns, 0),
         coalesce(d.starts_at_once - coalesce(b.starts, 0), d.max_tasks)) else 0 end as starts,
       array(select a ->> 'name' from jsonb_array_elements(d.agents) a where (a ->> 'ready')::boolean and not exists (
         select 1 from agent_breaker held where held.owner_id = d.owner_id and held.daemon_id = d.id and held.agent = a ->> 'name'
           and (held.status = 'probing' or held.retry_at > app_now()))) as agents
     from daemon d left join busy b on b.owner_id = d.owner_id and b.daemon_id = d.id
     where d.status = 'online' and d.ready_session = d.session and d.lease_until > app_now() and d.revoked_at is null),
   place as materialized (
     select w.*, found.id as daemon_id, case when w.is_idle then found.turns else found.starts end as room
     from (select distinct owner_id, place, agent, moving, is_idle from due) w
     cross join lateral (
       select d.* from room d where d.owner_id = w.owner_id and (w.is_idle or w.agent = any(d.agents))
         and case when w.moving is null then d.id = w.place else ${CAN_MOVE} is not null end
       order by case when w.moving is null then 0 else ${CAN_MOVE} end, d.last_seen_at desc limit 1) found)`;

const ORDER = "is_awaited desc, priority desc, is_supervisor desc, share, created_at, id";

const DUE_TASKS = statement(
  "due-tasks",
  `with ${DUE}, ${ROOMS},
   working as materialized (
     select t.owner_id, t.contract_id, count(*) as tasks from run r join task t on t.owner_id = r.owner_id and t.id = r.task_id
     where r.status in ('starting', 'turning') and t.kind <> 'supervisor' group by t.owner_id, t.contract_id),
   shared as (
     select due.*, place.daemon_id, place.room, coalesce(working.tasks, 0) + row_number() over (
         partition by due.owner_id, due.contract_id, due.is_supervisor order by due.is_awaited desc, due.created_at, due.id) as share
     from due
     join place on (due.owner_id, due.place, due.agent, due.is_idle) = (place.owner_id, place.place, place.agent, place.is_idle)
       and due.moving is not distinct from place.moving
     left join working on working.owner_id = due.owner_id and working.contract_id = due.contract_id
     where place.room > 0),
   ranked as (
     select *, row_number() over (partition by owner_id, daemon_id, is_idle order by ${ORDER}) as on_daemon
     from shared where is_supervisor or share <= $1),
   fair as (
     select *, row_number() over (partition by owner_id order by ${ORDER}) as of_owner from ranked where on_daemon <= room)
   select owner_id as "ownerId", id as "taskId" from fair order by is_awaited desc, of_owner limit $2`,
);

/** Those that a daemon has room for, at most so many workers and reviewers of a contract at a time. */
export const dueTasks = (reader: Reader, { perContract }: { perContract: number }): Promise<TaskKey[]> =>
  reader.rows<TaskKey>(DUE_TASKS, [perContract, AT_ONCE]);

const WAITING_TO_RESTORE = statement(
  "waiting-tasks-to-restore",
  `select t.owner_id as "ownerId", t.id as "taskId" from task t
   join contract c on c.owner_id = t.owner_id and c.id = t.contract_id and c.status = 'active'
   where t.status = 'interrupted' and t.blocked is null and (t.not_before is null or t.not_before <= app_now())
     and ${NOT_REWINDING}
     and (t.crashes >= $2 and t.recovery is null
       or not coalesce((select r.ended_in_turn from run r where r.owner_id = t.owner_id and r.task_id = t.id
         order by r.epoch desc limit 1), true))
   order by ${IS_AWAITED} desc, c.priority desc, (t.kind = 'supervisor') desc, t.created_at limit $1`,
);

/**
 * Those that need no room: they only waited when their process was lost, and are restored in place; or they have crashed so many times in a
 * row that a person is asked.
 */
export const waitingToRestore = (reader: Reader, { holdAfter }: { holdAfter: number }): Promise<TaskKey[]> =>
  reader.rows<TaskKey>(WAITING_TO_RESTORE, [AT_ONCE, holdAfter]);
