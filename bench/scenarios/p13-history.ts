// P13: a page of the timeline among ten million events, and a search among a million messages.
import { getTimeline, search } from "@makima/server/history/history";
import { plantFeed, plantMessages } from "../makima/long-history.ts";
import { openStore, type Store } from "../makima/open-store.ts";
import { median, quantile } from "../measure.ts";
import { monotonicMs } from "../ports/clock.ts";
import type { Figure, Scenario } from "../scenario.ts";

const EVENTS = 10_000_000;
const MESSAGES = 1_000_000;
const PAGES = 400;
const SEARCHES = 100;
const TIMELINE_GOAL = { atMost: 10 };
const SEARCH_GOAL = { atMost: 100 };

export const history: Scenario = {
  name: "p13-history",
  sentence: "a page of 50 of the timeline among 10 million events; a search among a million messages",
  run: async ({ postgresUrl }) => [...(await timeline(postgresUrl)), ...(await searching(postgresUrl))],
};

async function timeline(postgresUrl: string): Promise<Figure[]> {
  const store = await openStore(postgresUrl, "timeline");
  try {
    const { contractIds, taskIds, from, to } = await plantFeed(store, EVENTS);
    const of = <One>(list: readonly One[], n: number): One | undefined => list[(n * 7) % list.length];
    const pages: Record<string, (n: number) => object> = {
      newest: () => ({}),
      oldest: () => ({ order: "asc" }),
      "of a time": (n) => ({ from, to, order: n % 2 === 0 ? "asc" : "desc" }),
      "of a contract": (n) => ({ contractId: of(contractIds, n) }),
      "of a task": (n) => ({ taskId: of(taskIds, n) }),
      "of a rare type": () => ({ type: "task.merged" }),
      "of all types of tasks": () => ({ type: "task" }),
      "of a rare type in a time": () => ({ type: "task.merged", from, to }),
      "of a rare type of a task": (n) => ({ taskId: of(taskIds, n), type: "task.merged" }),
      "of a type in a contract and a time": (n) => ({
        contractId: of(contractIds, n),
        type: "task.done",
        from,
        to,
      }),
      "of a time in a contract": (n) => ({ contractId: of(contractIds, n), from, to }),
      "with a piece of text": (n) => ({ q: `file ${9_000_000 + n}` }),
      "with a piece of text that is nowhere": (n) => ({ q: `nowhere ${n}` }),
      "with a piece of text in a contract": (n) => ({ contractId: of(contractIds, n), q: "nowhere" }),
      "of a rare type in a contract": (n) => ({ contractId: of(contractIds, n), type: "task.merged" }),
    };
    const figures: Figure[] = [];
    for (const [name, query] of Object.entries(pages)) {
      const took = await timed(PAGES, (n) => readPage(store, query(n)));
      figures.push(figure(`timeline, ${name}`, took, TIMELINE_GOAL));
    }
    return figures;
  } finally {
    await store.close();
  }
}

async function readPage({ world, principal }: Store, query: object): Promise<void> {
  await getTimeline(world, principal, { query: { limit: 50, order: "desc", ...query } });
}

async function searching(postgresUrl: string): Promise<Figure[]> {
  const store = await openStore(postgresUrl, "search");
  try {
    const perSecond = await plantMessages(store, MESSAGES);
    const queries: Record<string, (n: number) => string> = {
      "a rare word": () => "needle",
      "a word in some messages": (n) => `word${20_000 + n}`,
      "a word in every second message": (n) => `word${10 + (n % 10)}`,
      "two common words": (n) => `word${2 + (n % 5)} word${20 + n}`,
      "two common words in a row": (n) => `"word${2 + (n % 5)} word${3 + (n % 7)}"`,
      "a beginning of one word in thirty": (n) => `word${10 + (n % 90)}`,
      "a beginning of every word beside a word that is nowhere": (n) => `nothing${n} word`,
      "a beginning of every word beside a rare one": () => "needle word",
      "a beginning of every word": () => "wor",
      "words that are nowhere": (n) => `nothing${n} nowhere`,
    };
    const figures: Figure[] = [{ what: "messages indexed in a second", value: perSecond, unit: "/s" }];
    for (const [name, query] of Object.entries(queries)) {
      const took = await timed(SEARCHES, async (n) => {
        const { world, principal } = store;
        await search(world, principal, { query: { q: query(n), limit: 20 } });
      });
      figures.push(figure(`search, ${name}`, took, SEARCH_GOAL));
    }
    return figures;
  } finally {
    await store.close();
  }
}

async function timed(count: number, work: (n: number) => Promise<void>): Promise<number[]> {
  for (let n = 0; n < 10; n += 1) await work(n);
  const took: number[] = [];
  for (let n = 0; n < count; n += 1) {
    const begunMs = monotonicMs();
    await work(n);
    took.push(monotonicMs() - begunMs);
  }
  return took;
}

const figure = (what: string, took: readonly number[], goal: { atMost: number }): Figure => ({
  what: `${what}, p99`,
  value: quantile(took, 0.99),
  unit: "ms",
  goal,
  note: `median ${median(took).toFixed(2)} ms of ${took.length}`,
});
