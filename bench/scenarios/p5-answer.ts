// P5: from a person's answer to the waiting agent going on: whole way through all programs, and at the store beside DBOS.
import { giveAnswer } from "@makima/server/calls/calls";
import { createDatabase } from "../create-database.ts";
import { type IdleAnswer, openAnswering } from "../makima/answering.ts";
import { CONNECTIONS, openStore, type Store } from "../makima/open-store.ts";
import { openSupervised } from "../makima/supervised.ts";
import { interleave, median, quantile } from "../measure.ts";
import { dbosName, openDbos } from "../peers/dbos.ts";
import { monotonicMs, sleep } from "../ports/clock.ts";
import type { Figure, Scenario, Setting } from "../scenario.ts";

const STORE_ROUNDS = 60;
const ROUNDS = 20;
const PARKED_ROUNDS = 3;
/** Between question and answer: both sides wait, as they do for a person. */
const PAUSE_MS = 30;

export const answer: Scenario = {
  name: "p5-answer",
  sentence: "from a person's answer to the waiting agent going on",
  run: async (setting) => [...(await atTheStore(setting)), ...(await wholeWay(setting))],
};

async function atTheStore({ postgresUrl }: Setting): Promise<Figure[]> {
  const store = await openStore(postgresUrl, "answer-makima");
  const database = await createDatabase(postgresUrl, "answer-dbos");
  const dbos = await openDbos({ databaseUrl: database.url, connections: CONNECTIONS, now: monotonicMs });
  try {
    const { world, principal } = store;
    const supervised = await openSupervised(store);
    const committed: number[] = [];
    const answerOne = async () => {
      const id = await supervised.askAndRest();
      await sleep(PAUSE_MS);
      const told = supervised.nextCommand();
      const began = monotonicMs();
      const answering = giveAnswer(world, principal, { params: { id }, body: { response: "left" } });
      await answering.then(() => committed.push(monotonicMs() - began));
      await told;
      return monotonicMs() - began;
    };
    const contestants = {
      makima: answerOne,
      dbos: () => dbos.askAndAnswer(() => sleep(PAUSE_MS)),
      floor: await openFloor(store),
    };
    await interleave(5, contestants);
    committed.length = 0;
    const found = await interleave(STORE_ROUNDS, contestants);
    await supervised.stop();
    const ours = median(found.makima);
    const theirs = median(found.dbos);
    return [
      {
        what: "at the store: answer → turn committed, p50",
        value: ours,
        unit: "ms",
        peer: { name: dbosName, value: theirs },
        goal: { atMost: 1 },
        rounds: found.makima,
      },
      {
        what: "times faster than send → recv of DBOS",
        value: theirs / ours,
        unit: "×",
        goal: { atLeast: 3 },
      },
      { what: "at the store: answer committed, p50", value: median(committed), unit: "ms" },
      { what: "one row and its COMMIT after the same pause, p50", value: median(found.floor), unit: "ms" },
      {
        what: "at the store, p99",
        value: quantile(found.makima, 0.99),
        unit: "ms",
        peer: { name: dbosName, value: quantile(found.dbos, 0.99) },
      },
    ];
  } finally {
    await dbos.close();
    await store.close();
    await database.drop();
  }
}

/** The least that anything durable takes here: disk and caches are cold after a pause, for everybody. */
async function openFloor({ connection }: Store): Promise<() => Promise<number>> {
  await connection.query("create table floor (at timestamptz not null default now())");
  return async () => {
    await sleep(PAUSE_MS);
    const began = monotonicMs();
    await connection.query({ name: "floor", text: "insert into floor default values" });
    return monotonicMs() - began;
  };
}

async function wholeWay({ postgresUrl }: Setting): Promise<Figure[]> {
  const answering = await openAnswering(postgresUrl);
  try {
    await answering.answerIdle();
    await answering.answerIdle();
    const idle: IdleAnswer[] = [];
    const open: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      open.push(await answering.answerOpenCall());
      idle.push(await answering.answerIdle());
    }
    const parked: number[] = [];
    for (let round = 0; round < PARKED_ROUNDS; round += 1) parked.push(await answering.answerParked());
    const totals = idle.map(({ totalMs }) => totalMs);
    const stage = (what: keyof IdleAnswer) => median(idle.map((round) => round[what]));
    return [
      {
        what: "whole way: request → prompt at the idle agent, p50",
        value: median(totals),
        unit: "ms",
        goal: { atMost: 5 },
        rounds: totals,
      },
      { what: "– request → answer written", value: stage("answeredMs"), unit: "ms" },
      { what: "– → delivery written", value: stage("deliveredMs"), unit: "ms" },
      { what: "– → turn and command written", value: stage("commandMs"), unit: "ms" },
      { what: "– → daemon has it in its journal", value: stage("journalMs"), unit: "ms" },
      { what: "whole way, p99", value: quantile(totals, 0.99), unit: "ms" },
      { what: "whole way into a call that still waits, p50", value: median(open), unit: "ms", rounds: open },
      {
        what: "whole way to a parked agent, its own start included",
        value: median(parked),
        unit: "ms",
        rounds: parked,
      },
    ];
  } finally {
    await answering.close();
  }
}
