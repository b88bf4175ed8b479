// Ends the waits for tasks that are over, and tells supervisors of ends that nobody waited for.
import { resumeWaits as resumeWaitsOf } from "../calls/calls.ts";
import { statement } from "../db/database.ts";
import { markTold, sendDelivery, tasksOfContract, withTask } from "../tasks/tasks.ts";
import type { World } from "../world.ts";
import type { Reconciler } from "./reconciler.ts";

const SATISFIED = statement(
  "satisfied-waits",
  `select distinct w.owner_id as "ownerId", w.task_id as "taskId" from wait w
   join task waiting on waiting.owner_id = w.owner_id and waiting.id = w.task_id and waiting.status not in ('done', 'failed', 'cancelled')
   where w.kind = 'tasks' and w.ended_at is null
     and case w.mode
       when 'all' then not exists (select 1 from task t where t.owner_id = w.owner_id and t.id = any(w.task_ids)
         and t.status not in ('done', 'failed', 'cancelled'))
       else exists (select 1 from task t where t.owner_id = w.owner_id and t.id = any(w.task_ids)
         and t.status in ('done', 'failed', 'cancelled'))
     end limit 200`,
);

// Only while no turn runs: a supervisor at work may be about to wait for the very task. An open wait for it tells it too.
const IS_UNTOLD = `from task t
   join contract c on c.owner_id = t.owner_id and c.id = t.contract_id and c.status = 'active'
   join task s on s.owner_id = c.owner_id and s.id = c.supervisor_task_id and s.status = 'waiting'
   where t.status in ('done', 'failed', 'cancelled') and t.told_at is null and t.kind <> 'supervisor'
     and not exists (select 1 from wait w where w.owner_id = t.owner_id and w.task_id = s.id and w.ended_at is null and t.id = any(w.task_ids))`;

const UNTOLD = statement(
  "untold-tasks",
  `select t.owner_id as "ownerId", c.supervisor_task_id as "taskId" ${IS_UNTOLD} group by t.owner_id, c.supervisor_task_id limit 200`,
);
// Asked again under the locks: another server may have told, or the supervisor may wait for them by now.
const ENDED = statement(
  "untold-tasks-of-supervisor",
  `select t.id ${IS_UNTOLD} and t.owner_id = $1 and c.supervisor_task_id = $2`,
);

type Untold = { ownerId: string; taskId: string };

export const resumeWaits: Reconciler = {
  name: "resume-waits",
  round: async (world) => {
    const satisfied = await world.db.rows<{ ownerId: string; taskId: string }>(SATISFIED, []);
    for (const key of satisfied) await resumeWaitsOf(world, key);
    const untold = await world.db.rows<Untold>(UNTOLD, []);
    for (const news of untold) await tellNews(world, news);
    return { did: satisfied.length + untold.length };
  },
};

async function tellNews(world: World, news: Untold): Promise<void> {
  await withTask(world, news, async ({ tx, contract }) => {
    const rows = await tx.rows<{ id: string }>(ENDED, [news.ownerId, news.taskId]);
    const ended = await markTold(tx, { ownerId: news.ownerId, taskIds: rows.map(({ id }) => id) });
    if (ended.size === 0) return;
    const results = (await tasksOfContract(tx, { ownerId: news.ownerId, contractId: contract.id }))
      .filter(({ taskId }) => ended.has(taskId))
      .map(({ taskId, name, status, summary }) => ({ taskId, name, status, summary }));
    await sendDelivery(tx, { ids: world.ids, to: news, item: { kind: "news", results } });
  });
}
