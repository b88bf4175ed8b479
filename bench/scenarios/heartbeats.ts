// What heartbeats cost: 1,000 running agents, each with something new every 5 s, on the shipped server over the mesh door.

import { type Product, startProduct } from "../makima/product.ts";
import { type StandInDaemon, startStandIn } from "../makima/stand-in-daemon.ts";
import { median } from "../measure.ts";
import { monotonicMs, sleep } from "../ports/clock.ts";
import type { Scenario } from "../scenario.ts";

const AGENTS = 1_000;
const EVERY_MS = 5_000;
const ROUNDS = 3;

export const heartbeats: Scenario = {
  name: "heartbeats",
  sentence: `CPU of a server with ${AGENTS} running agents that all beat every ${EVERY_MS / 1000} s, by one frame of a stand-in daemon`,
  run: async ({ postgresUrl, loadSeconds }) => {
    const beats = Math.max(4, Math.round((loadSeconds * 1000) / EVERY_MS));
    const product = await startProduct({ postgresUrl, name: "heartbeats" });
    try {
      await sleep(EVERY_MS);
      const atRest = await cpuDuring(product, () => sleep(beats * EVERY_MS));
      const daemon = await startStandIn(product, { agents: AGENTS });
      await beatFor(daemon, 2);
      const walBefore = await walPosition(product);
      const answers: number[] = [];
      const cores: number[] = [];
      for (let round = 0; round < ROUNDS; round += 1) {
        cores.push(await cpuDuring(product, async () => answers.push(...(await beatFor(daemon, beats)))));
      }
      const wal = ((await walPosition(product)) - walBefore) / (ROUNDS * beats);
      daemon.close();
      const note = `${beats} heartbeats a round; a daemon names only runs with something new, here all have; every sixth asks which runs are over`;
      return [
        { what: "server at rest", value: atRest, unit: "cores" },
        {
          what: `server, ${AGENTS} agents`,
          value: median(cores),
          unit: "cores",
          goal: { atMost: 0.1 },
          rounds: cores,
          note,
        },
        { what: "heartbeat sent until acknowledged", value: median(answers), unit: "ms" },
        {
          what: `WAL per heartbeat of ${AGENTS} agents, all else of the server with it`,
          value: wal / 1024,
          unit: "KB",
        },
      ];
    } finally {
      await product.close();
    }
  },
};

/** Gives how long each was under way. */
async function beatFor(daemon: StandInDaemon, beats: number): Promise<number[]> {
  const answers: number[] = [];
  for (let beat = 0; beat < beats; beat += 1) {
    const ms = await daemon.beat();
    answers.push(ms);
    await sleep(EVERY_MS - ms);
  }
  return answers;
}

async function cpuDuring(product: Product, work: () => Promise<unknown>): Promise<number> {
  const [before, began] = [await cpuSeconds(product), monotonicMs()];
  await work();
  return ((await cpuSeconds(product)) - before) / ((monotonicMs() - began) / 1000);
}

/** `process.cpuUsage()` of the server, user and system, as its metrics tell it. */
async function cpuSeconds({ url, apiKey }: Product): Promise<number> {
  const answer = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${apiKey}` } });
  const found = /^process_cpu_seconds_total ([\d.]+)/m.exec(await answer.text());
  if (found === null) throw new Error(`the server's metrics (${answer.status}) tell no CPU time`);
  return Number(found[1]);
}

async function walPosition({ connection }: Product): Promise<number> {
  const { rows } = await connection.query<{ bytes: string }>(
    "select pg_current_wal_lsn() - '0/0'::pg_lsn as bytes",
  );
  return Number(rows[0]?.bytes);
}
