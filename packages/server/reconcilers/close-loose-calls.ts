// Gives each tool call of a task that has ended its one result: an agent that was stopped in the middle of a call cannot.
import { closeCalls } from "../calls/calls.ts";
import { statement } from "../db/database.ts";
import { withTask } from "../tasks/tasks.ts";
import type { World } from "../world.ts";
import { paced } from "./paced.ts";
import type { Reconciler } from "./reconciler.ts";

type Key = { ownerId: string; taskId: string };

const EVERY_MS = 5_000;

// An agent has ten seconds of grace to end its turn by itself.
const LOOSE = statement(
  "tasks-with-loose-calls",
  `select t.owner_id as "ownerId", t.id as "taskId" from task t
   where t.status in ('done', 'failed', 'cancelled') and t.ended_at between app_now() - interval '1 hour' and app_now() - interval '12 seconds'
     and t.epoch > 0
     and exists (
       select 1 from message c where c.owner_id = t.owner_id and c.task_id = t.id and c.role = 'tool_call' and not exists (
         select 1 from message r where r.owner_id = t.owner_id and r.task_id = t.id and r.role = 'tool_result'
           and r.tool_call_id = c.tool_call_id and r.seq > c.seq))
   limit 50`,
);

export const closeLooseCalls = (): Reconciler =>
  paced(EVERY_MS, {
    name: "close-loose-calls",
    round: async (world) => {
      const loose = await world.db.rows<Key>(LOOSE, []);
      for (const key of loose) await close(world, key);
      return { did: loose.length };
    },
  });

const close = (world: World, key: Key): Promise<unknown> =>
  withTask(world, key, ({ tx, task }) => closeCalls(tx, { task, epoch: task.epoch }));
