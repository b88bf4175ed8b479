// Shows a turn in which nothing was heard of the agent for ten minutes as silent. It may be thinking, so it is never killed for that.
import { statement } from "../db/database.ts";
import { SERVER } from "../journal/journal.ts";
import { recordProgress, withTask } from "../tasks/tasks.ts";
import type { World } from "../world.ts";
import { paced } from "./paced.ts";
import type { Reconciler } from "./reconciler.ts";

type Key = { ownerId: string; taskId: string };

const EVERY_MS = 10_000;
const SILENT = "Silent for 10 minutes";

const SILENT_TURNS = statement(
  "silent-turns",
  `select t.owner_id as "ownerId", t.id as "taskId" from run r
   join task t on t.owner_id = r.owner_id and t.id = r.task_id
   cross join lateral (select max(heard) as at from (
     select r.started_at as heard
     union all (select created_at from message where owner_id = t.owner_id and task_id = t.id order by seq desc limit 1)
     union all (select created_at from output where owner_id = t.owner_id and task_id = t.id order by seq desc limit 1)) as signs) as last
   where r.status = 'turning' and t.current_activity <> $1 and last.at < app_now() - interval '10 minutes' limit 200`,
);

export const noticeSilence = (): Reconciler =>
  paced(EVERY_MS, {
    name: "notice-silence",
    round: async (world) => {
      const silent = await world.db.rows<Key>(SILENT_TURNS, [SILENT]);
      for (const key of silent) await notice(world, key);
      return { did: silent.length };
    },
  });

const notice = (world: World, key: Key): Promise<void> =>
  withTask(world, key, async ({ tx, contract, task }) => {
    if (task.status !== "running") return;
    const report = { progress: task.progress, activity: SILENT };
    await recordProgress(tx, { held: { contract, task }, actor: SERVER, report });
  });
