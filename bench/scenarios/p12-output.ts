// P12: what fifty agents print, on its whole way: agent, daemon, spool, mesh, store, and a watcher's socket.
import { fileURLToPath } from "node:url";
import { openWatchers } from "@makima/testkit/ports/open-watchers";
import { until } from "../makima/many-waiting.ts";
import { type Product, startProduct } from "../makima/product.ts";
import { quantile } from "../measure.ts";
import { sleep, wallMs } from "../ports/clock.ts";
import type { Figure, Scenario } from "../scenario.ts";

const AGENTS = 50;
/** Together a little more than the goal. */
const LINES_PER_SECOND = 420;
const SOCKETS = 5;
const RATE_GOAL = { atLeast: 20_000 };
const LAG_GOAL = { atMost: 250 };

const PROGRAM = fileURLToPath(new URL("../makima/printing-agent.ts", import.meta.url));

export const output: Scenario = {
  name: "p12-output",
  sentence: `lines of ${AGENTS} agents that print ${(AGENTS * LINES_PER_SECOND).toLocaleString("en")} of them in a second, until a watcher has them`,
  run: async ({ postgresUrl, loadSeconds }) => {
    const product = await startProduct({
      postgresUrl,
      name: "output",
      environment: { MAKIMA_MAX_TASKS: String(AGENTS) },
      agents: { printing: [process.execPath, PROGRAM, String(LINES_PER_SECOND)] },
    });
    try {
      const taskIds = await startPrinting(product);
      const seen = openTally();
      const lists = Array.from({ length: SOCKETS }, (_, n) =>
        taskIds.filter((_task, index) => index % SOCKETS === n).map((id) => `task:${id}`),
      );
      const watchers = await openWatchers(product, lists, seen.take);
      await sleep(3_000);
      const alone = await seen.during(loadSeconds);
      const slow = await openWatchers(product, [taskIds.map((id) => `task:${id}`)], () => undefined);
      slow.stallFirst();
      const beside = await seen.during(loadSeconds);
      slow.readFirst();
      await sleep(2_000);
      const [wasCut, lost] = [slow.closed(), watchers.closed()];
      slow.close();
      watchers.close();
      return [
        ...figuresOf("a watcher of all", alone),
        ...figuresOf("the same beside one that does not read", beside),
        {
          what: "lines that never came, or came twice",
          value: seen.gaps(),
          unit: "",
          goal: { atMost: 0 },
          note: `${lost} of ${SOCKETS} sockets that read were cut off, ${wasCut} of 1 that does not`,
        },
      ];
    } finally {
      await product.close();
    }
  },
};

/** Resolves when all of them print. Gives their tasks. */
async function startPrinting({ client, repository, connection }: Product): Promise<string[]> {
  for (let agent = 0; agent < AGENTS; agent += 1) {
    await client.createContract({
      goal: "Print.",
      repository: { path: repository },
      supervisorAgent: "printing",
      autoStart: true,
    });
  }
  return until(async () => {
    const { rows } = await connection.query<{ id: string }>(
      "select task_id as id from conversation where last_output > 0",
    );
    if (rows.length < AGENTS) await sleep(200);
    return rows.length < AGENTS ? undefined : rows.map(({ id }) => id);
  });
}

type Window = { perSecond: number; lags: readonly number[] };

/** Counts lines as they are seen, and whether each task's go on without a gap. */
function openTally() {
  const lastOf = new Map<string, number>();
  let lags: number[] = [];
  let count = 0;
  let gaps = 0;
  return {
    take: (frame: Buffer): void => {
      const nowMs = wallMs();
      const { kind, topic, data } = JSON.parse(frame.toString("utf8")) as {
        kind?: string;
        topic: string;
        data: { text: string };
      };
      if (kind !== "output") return;
      for (const line of data.text.split("\n")) {
        const [number, printedAt] = line.split(" ");
        if (number === undefined || printedAt === undefined) continue;
        const last = lastOf.get(topic);
        if (last !== undefined && Number(number) !== last + 1) gaps += 1;
        lastOf.set(topic, Number(number));
        count += 1;
        lags.push(nowMs - Number(printedAt));
      }
    },
    gaps: () => gaps,
    during: async (seconds: number): Promise<Window> => {
      [lags, count] = [[], 0];
      const began = wallMs();
      await sleep(seconds * 1_000);
      return { perSecond: (count * 1_000) / (wallMs() - began), lags };
    },
  };
}

const figuresOf = (who: string, { perSecond, lags }: Window): Figure[] => [
  { what: `${who}, lines seen in a second`, value: perSecond, unit: "/s", goal: RATE_GOAL },
  {
    what: `${who}, printed until seen, p99`,
    value: quantile(lags, 0.99),
    unit: "ms",
    goal: LAG_GOAL,
    note: `${who}: p50 ${quantile(lags, 0.5).toFixed(0)} ms`,
  },
];
