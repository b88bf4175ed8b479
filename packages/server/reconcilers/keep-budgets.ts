// Warns of budgets that are nearly spent, asks people about those that are, and carries out what they answer.
import { askForBudget, settleBudget, warnOfBudget } from "../budgets/budgets.ts";
import { type Statement, statement } from "../db/database.ts";
import { type Held, withTask } from "../tasks/tasks.ts";
import { USES_ALL, USES_MOST } from "../usage/usage.ts";
import type { World } from "../world.ts";
import { gently } from "./gently.ts";
import type { Reconciler } from "./reconciler.ts";

type Key = { ownerId: string; taskId: string };

const WITH_BUDGET = `select c.owner_id as "ownerId", c.supervisor_task_id as "taskId" from contract c
   join contract_usage u on u.owner_id = c.owner_id and u.contract_id = c.id
   where c.budget is not null and c.status = 'active' and c.supervisor_task_id is not null`;

const TO_WARN = statement(
  "budgets-to-warn-of",
  `${WITH_BUDGET} and ${USES_MOST} and not ${USES_ALL} and u.warned_budget is distinct from c.budget limit 200`,
);

const TO_ASK = statement(
  "budgets-to-ask-for",
  `${WITH_BUDGET} and ${USES_ALL} and not exists (
     select 1 from question q where q.owner_id = c.owner_id and q.contract_id = c.id and q.question_type = 'budget'
       and q.delivered_at is null and q.status <> 'withdrawn') limit 200`,
);

const TO_SETTLE = statement(
  "budgets-to-settle",
  `select q.owner_id as "ownerId", q.task_id as "taskId", q.id as "questionId" from question q
   join contract c on c.owner_id = q.owner_id and c.id = q.contract_id and c.status in ('active', 'paused')
   left join contract_usage u on u.owner_id = c.owner_id and u.contract_id = c.id
   where q.question_type = 'budget' and q.delivered_at is null and (q.status = 'answered'
     or q.status = 'pending' and (c.budget is null or not ${USES_ALL})) limit 200`,
);

/** Nothing begins beyond a budget meanwhile: that is a condition of every turn. So this can take its time. */
export const keepBudgets = (everyMs = 500): Reconciler =>
  gently(everyMs, {
    name: "keep-budgets",
    round: async (world) => {
      const warned = await each(world, TO_WARN, (held) => warnOfBudget(world, held));
      const asked = await each(world, TO_ASK, (held) => askForBudget(world, held));
      const settled = await each<{ questionId: string }>(world, TO_SETTLE, (held, { questionId }) =>
        settleBudget(held, questionId),
      );
      return { did: warned + asked + settled };
    },
  });

async function each<Found = unknown>(
  world: World,
  found: Statement,
  work: (held: Held, row: Key & Found) => Promise<boolean>,
): Promise<number> {
  let did = 0;
  for (const row of await world.db.rows<Key & Found>(found, []))
    did += (await withTask(world, { ownerId: row.ownerId, taskId: row.taskId }, (held) => work(held, row)))
      ? 1
      : 0;
  return did;
}
