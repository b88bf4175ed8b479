// Lets tasks go on that wait for the login of their agent: when it is seen to be renewed, and with the answer to the one question about it.
import { statement } from "../db/database.ts";
import { followLogin, seeLogin } from "../resumption/resumption.ts";
import { withTask } from "../tasks/tasks.ts";
import type { Reconciler } from "./reconciler.ts";

const RENEWED = statement(
  "logins-renewed",
  `select q.owner_id as "ownerId", q.task_id as "taskId", q.id as "questionId" from question q
   join task t on t.owner_id = q.owner_id and t.id = q.task_id and (t.refusal ->> 'inARow')::int = 1
   join daemon d on d.owner_id = q.owner_id and d.id = (q.purpose ->> 'daemonId')::uuid
   cross join jsonb_array_elements(d.agents) a
   where q.status = 'pending' and q.purpose ->> 'refused' = 'login' and q.purpose ? 'daemonId' and a ->> 'name' = q.purpose ->> 'agent'
     and (a ->> 'ready')::boolean and a ->> 'loginAt' is distinct from q.purpose ->> 'loginAt' limit 200`,
);
const TO_FOLLOW = statement(
  "tasks-to-follow-a-login",
  `select t.owner_id as "ownerId", t.id as "taskId" from task t
   where t.blocked ? 'hangsOn' and t.status not in ('done', 'failed', 'cancelled') and not exists (
     select 1 from question q where q.owner_id = t.owner_id and q.id = (t.blocked ->> 'hangsOn')::uuid and q.status = 'pending')
   limit 200`,
);

type Key = { ownerId: string; taskId: string };

export const followLogins: Reconciler = {
  name: "follow-logins",
  round: async (world) => {
    let did = 0;
    for (const { questionId, ...key } of await world.db.rows<Key & { questionId: string }>(RENEWED, []))
      did += (await withTask(world, key, (held) => seeLogin(held, questionId))) ? 1 : 0;
    for (const key of await world.db.rows<Key>(TO_FOLLOW, []))
      did += (await withTask(world, key, (held) => followLogin(world, held))) ? 1 : 0;
    return { did };
  },
};
