// Looks at runs with something new for work that repeats without progress. Nothing is stopped for it: it is told.
import { noticeLoop } from "../calls/calls.ts";
import { statement } from "../db/database.ts";
import { withTask } from "../tasks/tasks.ts";
import { gently } from "./gently.ts";
import type { Reconciler } from "./reconciler.ts";

const EVERY_MS = 5_000;

const TO_LOOK_AT = statement(
  "runs-to-look-at",
  `select r.owner_id as "ownerId", r.task_id as "taskId" from run r
   join conversation v on v.owner_id = r.owner_id and v.task_id = r.task_id and v.last_seq > r.looked_seq
   where r.status in ('turning', 'idle') limit 200`,
);

export const noticeLoops = (everyMs = EVERY_MS): Reconciler =>
  gently(everyMs, {
    name: "notice-loops",
    round: async (world) => {
      const found = await world.db.rows<{ ownerId: string; taskId: string }>(TO_LOOK_AT, []);
      for (const key of found) await withTask(world, key, (held) => noticeLoop(world, held));
      // What an agent says meanwhile is looked at with the next round.
      return { did: found.length === 200 ? found.length : 0 };
    },
  });
