// P7: a fork and a rewind in the middle of 1,000 and of 100,000 messages, and what reading them costs afterwards; beside it a fork of DBOS.
import { createDatabase } from "../create-database.ts";
import { BODY } from "../makima/conversation.ts";
import { type Forking, forkChain, openForking, readWhole } from "../makima/forking.ts";
import { CONNECTIONS, openStore, type Store } from "../makima/open-store.ts";
import { walBytesOf } from "../makima/wal.ts";
import { exponentOf, interleave, median } from "../measure.ts";
import { dbosName, openDbos } from "../peers/dbos.ts";
import { monotonicMs } from "../ports/clock.ts";
import type { Figure, Scenario } from "../scenario.ts";

const SHORT = 1_000;
const MIDDLE = 10_000;
const LONG = 100_000;
const COUNT = 40;
const ROUNDS = 7;
const LEVELS = 20;
const KB = 1024;

export const forkAndRewind: Scenario = {
  name: "p7-fork-and-rewind",
  sentence: "a fork and a rewind in the middle of a conversation of messages of 1,000 bytes",
  run: async ({ postgresUrl }) => {
    const store = await openStore(postgresUrl, "fork-makima");
    const database = await createDatabase(postgresUrl, "fork-dbos");
    const dbos = await openDbos({ databaseUrl: database.url, connections: CONNECTIONS, now: monotonicMs });
    try {
      const sizes = await Promise.all([SHORT, MIDDLE, LONG].map((size) => openForking(store, size)));
      const [short, middle, long] = sizes;
      if (short === undefined || middle === undefined || long === undefined) throw new Error("three sizes");
      const history = await dbos.openHistory(BODY, SHORT);
      for (const one of sizes) await timeForks(one, 1);
      const perFork = { made: [] as number[], wal: [] as number[] };
      const found = await interleave(ROUNDS, {
        floor: () => timeFloor(short),
        headShort: () => timeHeads(short, SHORT / 2),
        headLong: () => timeHeads(long, LONG / 2),
        rewindShort: () => timeRewinds(short, SHORT / 2),
        rewindLong: () => timeRewinds(long, LONG / 2),
        forkShort: () => timeForks(short, SHORT / 2),
        forkMiddle: () => timeForks(middle, MIDDLE / 2),
        forkLong: () => timeForks(long, LONG / 2),
        dbos: async () => {
          let usableMs = 0;
          perFork.wal.push(
            (await walBytesOf(store.connection, async () => {
              const fork = await history.fork(SHORT / 2);
              perFork.made.push(fork.madeMs);
              usableMs = fork.usableMs;
            })) / KB,
          );
          return usableMs;
        },
      });
      return [
        ...atTheStore("a fork's conversation", {
          short: found.headShort,
          long: found.headLong,
          floor: found.floor,
        }),
        ...atTheStore("a rewind", { short: found.rewindShort, long: found.rewindLong, floor: found.floor }),
        ...(await walOf(store, { short, long, dbosKb: median(perFork.wal) })),
        ...wholeForks({ short: found.forkShort, middle: found.forkMiddle, long: found.forkLong }),
        {
          what: "times sooner usable than a fork of DBOS, 1,000",
          value: median(found.dbos) / median(found.forkShort),
          unit: "×",
          goal: { atLeast: 100 },
          note: `a fork of DBOS is made after ${median(perFork.made).toFixed(1)} ms, and makes its next step after ${median(found.dbos).toFixed(0)} ms`,
        },
        ...(await reading(store)),
      ];
    } finally {
      await dbos.close();
      await store.close();
      await database.drop();
    }
  },
};

async function mean(count: number, work: (place: number) => Promise<unknown>): Promise<number> {
  const began = monotonicMs();
  for (let place = 0; place < count; place += 1) await work(place);
  return (monotonicMs() - began) / count;
}

async function timeHeads(forking: Forking, seq: number): Promise<number> {
  const tasks = await forking.bareTasks(COUNT);
  return mean(COUNT, (place) => forking.forkHead(tasks[place] ?? "", seq));
}
const timeRewinds = (forking: Forking, seq: number) => mean(COUNT, () => forking.rewind(seq));
const timeForks = (forking: Forking, seq: number) => mean(COUNT / 4, () => forking.fork(seq));

/** Below which nothing durable gets. */
const timeFloor = (forking: Forking) => mean(COUNT, () => forking.touch());

type BySize = { short: readonly number[]; long: readonly number[] };

function atTheStore(what: string, { short, long, floor }: BySize & { floor: readonly number[] }): Figure[] {
  const figure = { unit: "ms", goal: { atMost: 1 }, peer: { name: "1 row", value: median(floor) } };
  return [
    { what: `${what}, 1,000`, value: median(short), ...figure, rounds: short },
    { what: `${what}, 100,000`, value: median(long), ...figure, rounds: long },
  ];
}

async function walOf(
  { connection }: Store,
  { short, long, dbosKb }: { short: Forking; long: Forking; dbosKb: number },
): Promise<Figure[]> {
  const kb = async (count: number, work: () => Promise<unknown>): Promise<number> =>
    (await walBytesOf(connection, work)) / count / KB;
  const figures: Figure[] = [];
  for (const [size, forking, seq] of [
    ["1,000", short, SHORT / 2],
    ["100,000", long, LONG / 2],
  ] as const) {
    const tasks = await forking.bareTasks(COUNT);
    let next = 0;
    const head = await kb(COUNT, () => mean(COUNT, () => forking.forkHead(tasks[next++] ?? "", seq)));
    const rewind = await kb(COUNT, () => timeRewinds(forking, seq));
    const whole = await kb(COUNT / 4, () => timeForks(forking, seq));
    figures.push(
      { what: `WAL of a fork's conversation, ${size}`, value: head, unit: "KB", goal: { atMost: 1 } },
      { what: `WAL of a rewind, ${size}`, value: rewind, unit: "KB", goal: { atMost: 1 } },
      {
        what: `WAL of a whole fork, ${size}`,
        value: whole,
        unit: "KB",
        ...(size === "1,000" ? { peer: { name: dbosName, value: dbosKb } } : {}),
        ...(size === "1,000" ? { note: WHOLE_NOTE } : {}),
      },
    );
  }
  return figures;
}

function wholeForks(rounds: BySize & { middle: readonly number[] }): Figure[] {
  const points = [
    { size: SHORT, cost: median(rounds.short) },
    { size: MIDDLE, cost: median(rounds.middle) },
    { size: LONG, cost: median(rounds.long) },
  ];
  return [
    { what: "a whole fork, 1,000", value: median(rounds.short), unit: "ms", rounds: rounds.short },
    { what: "a whole fork, 100,000", value: median(rounds.long), unit: "ms", rounds: rounds.long },
    { what: "exponent of a whole fork with the length", value: exponentOf(points), unit: "" },
  ];
}

const WHOLE_NOTE =
  "a whole fork: the task and its indexes, notice and goal as text, three events, the supervisor's row";
const LEVELS_NOTE = "forks of forks: each with a message of its own, so that twenty ranges are read";

/** A plain conversation, the same seen from a fork, and from the last of twenty forks of forks. */
async function reading(store: Store): Promise<Figure[]> {
  const plain = await openForking(store, SHORT);
  const once = await plain.fork(SHORT);
  const length = SHORT - LEVELS;
  const begun = await openForking(store, length);
  const chain = await forkChain(store, { taskId: begun.taskId, length, levels: LEVELS });
  const rewound = await openForking(store, SHORT);
  await rewound.rewind(SHORT - 1);
  const read = (of: string, length: number) => () => readWhole(store, { taskId: of, length });
  const contestants = {
    plain: read(plain.taskId, SHORT),
    once: read(once, SHORT),
    chain: read(chain, SHORT),
    rewound: read(rewound.taskId, SHORT - 1),
  };
  for (const one of Object.values(contestants)) await one();
  const found = await interleave(ROUNDS * 5, contestants);
  const ratio = (what: string, rounds: readonly number[]): Figure => ({
    what: `reading ${what} against a plain one`,
    value: median(rounds) / median(found.plain),
    unit: "×",
  });
  const goal = { atMost: 1.2 };
  return [
    { what: "reading 1,000 messages of a plain conversation", value: median(found.plain), unit: "ms" },
    { ...ratio("a forked conversation", found.once), goal },
    { ...ratio("a rewound conversation", found.rewound), goal },
    { ...ratio(`${LEVELS} forks of forks`, found.chain), goal, note: LEVELS_NOTE },
  ];
}
