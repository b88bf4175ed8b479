// Asks people about tasks whose agent was refused and that will not go on by themselves.
import { statement } from "../db/database.ts";
import { askAboutRefusal } from "../resumption/resumption.ts";
import { withTask } from "../tasks/tasks.ts";
import type { Reconciler } from "./reconciler.ts";

const TO_ASK = statement(
  "refusals-to-ask-about",
  `select owner_id as "ownerId", id as "taskId" from task where blocked ? 'asks' limit 200`,
);

export const askAboutRefusals: Reconciler = {
  name: "ask-about-refusals",
  round: async (world) => {
    const found = await world.db.rows<{ ownerId: string; taskId: string }>(TO_ASK, []);
    let did = 0;
    for (const key of found)
      did += (await withTask(world, key, (held) => askAboutRefusal(world, held))) ? 1 : 0;
    return { did };
  },
};
