// Brings what agents said and printed, and what they are to do, into the search index.
import { statement } from "../db/database.ts";
import { indexHistory, indexOutput } from "../history/history.ts";
import { gently } from "./gently.ts";
import type { Reconciler } from "./reconciler.ts";

const HISTORIES = statement(
  "histories-to-index",
  `select h.owner_id as "ownerId", h.contract_id as "contractId"
   from history_place h left join search_place s on s.owner_id = h.owner_id and s.contract_id = h.contract_id
   where h.owner_id is not null and h.last_number > coalesce(s.history_number, 0) limit 50`,
);

const OUTPUTS = statement(
  "outputs-to-index",
  `select c.owner_id as "ownerId", c.task_id as "taskId"
   from conversation c left join search_output s on s.owner_id = c.owner_id and s.task_id = c.task_id
   where c.owner_id is not null and c.last_output > coalesce(s.output_seq, 0) limit 50`,
);

/** Nobody waits for it. */
const EVERY_MS = 500;

export const indexWords = (): Reconciler =>
  gently(EVERY_MS, {
    name: "index-words",
    round: async (world) => {
      let did = 0;
      const histories = await world.db.rows<{ ownerId: string; contractId: string }>(HISTORIES, []);
      for (const history of histories) did += await indexHistory(world, history);
      const outputs = await world.db.rows<{ ownerId: string; taskId: string }>(OUTPUTS, []);
      for (const output of outputs) did += await indexOutput(world, output);
      return { did };
    },
  });
