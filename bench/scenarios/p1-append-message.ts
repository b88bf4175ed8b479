// P1: one completed message made durable, fenced, behind 1,000 others; beside it a durable step of DBOS.

import { createDatabase } from "../create-database.ts";
import { BODY, openConversation } from "../makima/conversation.ts";
import { CONNECTIONS, openStore } from "../makima/open-store.ts";
import { interleave, median } from "../measure.ts";
import { dbosName, openDbos } from "../peers/dbos.ts";
import { monotonicMs } from "../ports/clock.ts";
import type { Scenario } from "../scenario.ts";

const HISTORY = 1_000;
const COUNT = 100;
const ROUNDS = 21;

export const appendMessage: Scenario = {
  name: "p1-append-message",
  sentence: "one message of 1,000 bytes made durable by one writer, behind 1,000 others",
  run: async ({ postgresUrl }) => {
    const store = await openStore(postgresUrl, "append-makima");
    const database = await createDatabase(postgresUrl, "append-dbos");
    const dbos = await openDbos({ databaseUrl: database.url, connections: CONNECTIONS, now: monotonicMs });
    try {
      const conversation = await openConversation(store, HISTORY);
      const steps = await dbos.openSteps(BODY);
      await conversation.append(2 * COUNT);
      await steps.run(HISTORY);
      const found = await interleave(ROUNDS, {
        makima: async () => (await conversation.append(COUNT)) / COUNT,
        dbos: async () => (await steps.run(COUNT)) / COUNT,
      });
      await steps.end();
      const peer = { name: dbosName, value: median(found.dbos) };
      return [
        { what: "one message", value: median(found.makima), unit: "ms", peer, rounds: found.makima },
        {
          what: "times faster than a step of DBOS",
          value: median(found.dbos) / median(found.makima),
          unit: "×",
          goal: { atLeast: 3 },
        },
      ];
    } finally {
      await dbos.close();
      await store.close();
      await database.drop();
    }
  },
};
