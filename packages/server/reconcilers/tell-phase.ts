// Tells a supervisor once of a phase that a person has changed: as its next turn, or after the one that runs.
import { statement } from "../db/database.ts";
import { sendDelivery, withTask } from "../tasks/tasks.ts";
import type { Reconciler } from "./reconciler.ts";

type Change = {
  ownerId: string;
  taskId: string;
  number: number;
  from: string;
  to: string;
  feedback: string | null;
};

const UNTOLD = statement(
  "untold-phases",
  `select e.owner_id as "ownerId", c.supervisor_task_id as "taskId", e.number::int, e.data ->> 'from' as "from", e.data ->> 'to' as "to",
     e.data ->> 'feedback' as feedback
   from contract c join event e on e.owner_id = c.owner_id and e.contract_id = c.id and e.type = 'phase.changed' and e.actor_kind = 'person'
   where c.status in ('active', 'paused') and c.supervisor_task_id is not null and coalesce(e.data ->> 'questionId', '') = ''
     and not exists (select 1 from delivery d where d.owner_id = c.owner_id and d.task_id = c.supervisor_task_id and d.kind = 'phase'
       and (d.payload ->> 'event')::bigint = e.number)
   order by e.number limit 100`,
);

// Asked again under the locks: another server may have told.
const TOLD = statement(
  "is-phase-told",
  `select 1 as one from delivery where owner_id = $1 and task_id = $2 and kind = 'phase' and (payload ->> 'event')::bigint = $3`,
);

export const tellPhase: Reconciler = {
  name: "tell-phase",
  isPatient: true,
  round: async (world) => {
    const changes = await world.db.rows<Change>(UNTOLD, []);
    for (const { ownerId, taskId, number, from, to, feedback } of changes) {
      await withTask(world, { ownerId, taskId }, async ({ tx }) => {
        if ((await tx.row(TOLD, [ownerId, taskId, number])) !== null) return;
        await sendDelivery(tx, {
          ids: world.ids,
          to: { ownerId, taskId },
          item: { kind: "phase", oldPhase: from, newPhase: to, feedback, event: number },
        });
      });
    }
    return { did: changes.length };
  },
};
