// P2: what a message costs does not depend on how many are there.
import { openConversation } from "../makima/conversation.ts";
import { openStore } from "../makima/open-store.ts";
import { exponentOf, interleave, median } from "../measure.ts";
import type { Scenario } from "../scenario.ts";

const COUNT = 100;
const ROUNDS = 31;

export const appendGrowth: Scenario = {
  name: "p2-append-growth",
  sentence: "the same behind 100, 5,000 and 100,000 messages",
  run: async ({ postgresUrl }) => {
    const store = await openStore(postgresUrl, "growth");
    try {
      const small = await openConversation(store, 100);
      const middle = await openConversation(store, 5_000);
      const large = await openConversation(store, 100_000);
      await store.connection.query("vacuum analyze");
      await store.connection.query("checkpoint");
      for (const each of [small, middle, large]) await each.append(4 * COUNT);
      const cost = await interleave(ROUNDS, {
        small: async () => (await small.append(COUNT)) / COUNT,
        middle: async () => (await middle.append(COUNT)) / COUNT,
        large: async () => (await large.append(COUNT)) / COUNT,
      });
      const points = [
        { size: 100, cost: median(cost.small) },
        { size: 5_000, cost: median(cost.middle) },
        { size: 100_000, cost: median(cost.large) },
      ];
      return [
        { what: "behind 100", value: median(cost.small), unit: "ms", rounds: cost.small },
        { what: "behind 5,000", value: median(cost.middle), unit: "ms", rounds: cost.middle },
        { what: "behind 100,000", value: median(cost.large), unit: "ms", rounds: cost.large },
        {
          what: "5,000 against 100",
          value: median(cost.middle) / median(cost.small),
          unit: "×",
          goal: { atMost: 1.1 },
        },
        {
          what: "100,000 against 100",
          value: median(cost.large) / median(cost.small),
          unit: "×",
          goal: { atMost: 1.1 },
        },
        { what: "exponent of the growth", value: exponentOf(points), unit: "" },
      ];
    } finally {
      await store.close();
    }
  },
};
