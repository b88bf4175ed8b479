// Gives what happened in contracts its numbers in their histories: events, and messages of all their tasks.
import { statement } from "../db/database.ts";
import { numberHistory } from "../history/history.ts";
import { gently } from "./gently.ts";
import type { Reconciler } from "./reconciler.ts";

// A message writes nothing but itself and its conversation's row, so all of these are looked through: 10,000 take some 5 ms, which is why it is
// done gently. An index or a mark would be paid with each message.
const BEHIND = statement(
  "histories-behind",
  `select j.owner_id as "ownerId", j.contract_id as "contractId"
   from journal j left join history_place p on p.owner_id = j.owner_id and p.contract_id = j.contract_id
   where j.owner_id is not null and j.last_event > coalesce(p.event_number, 0)
   union
   select c.owner_id, c.contract_id
   from conversation c left join history_task h on h.owner_id = c.owner_id and h.task_id = c.task_id
   where c.owner_id is not null and c.last_seq > coalesce(h.message_seq, 0)
   limit 100`,
);

/** Somebody may follow it live. */
const EVERY_MS = 200;

export const numberHistories = (): Reconciler =>
  gently(EVERY_MS, {
    name: "number-histories",
    round: async (world) => {
      const behind = await world.db.rows<{ ownerId: string; contractId: string }>(BEHIND, []);
      let did = 0;
      for (const contract of behind) did += await numberHistory(world, contract);
      return { did };
    },
  });
