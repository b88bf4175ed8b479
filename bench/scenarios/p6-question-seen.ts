// P6: an agent asks a question, and people see it: from the daemon's record until the frame at the watchers' sockets.

import { openWatchers } from "@makima/testkit/ports/open-watchers";
import { type Product, startProduct } from "../makima/product.ts";
import { type StandInDaemon, startStandIn } from "../makima/stand-in-daemon.ts";
import { median, quantile } from "../measure.ts";
import { monotonicMs, sleep } from "../ports/clock.ts";
import type { Figure, Scenario } from "../scenario.ts";

const ASKS = 120;
/** So many come first, and are not counted. */
const WARM = 20;
const PAUSE_MS = 60;
const CROWD = 1_000;
const BEAT_EVERY_MS = 4_000;

export const questionSeen: Scenario = {
  name: "p6-question-seen",
  sentence: "question asked until it is seen on a subscribed WebSocket, with 1 and with 1,000 subscribers",
  run: async ({ postgresUrl }) => {
    const product = await startProduct({ postgresUrl, name: "question" });
    const daemon = await startStandIn(product, { agents: 4 });
    const beating = setInterval(() => {
      daemon.beat().catch((error: unknown) => process.stderr.write(`${String(error)}\n`));
    }, BEAT_EVERY_MS);
    try {
      const [alone, forOwner, crowded] = daemon.tasks;
      if (alone === undefined || forOwner === undefined || crowded === undefined)
        throw new Error("three tasks were planted");
      return [
        ...(await measure({ product, daemon, task: alone, subscribers: 1, p50: 5 })),
        ...(await measure({ product, daemon, task: forOwner, subscribers: 1, p50: 5, topic: "owner" })),
        ...(await measure({ product, daemon, task: crowded, subscribers: CROWD, p50: 25 })),
      ];
    } finally {
      clearInterval(beating);
      daemon.close();
      await product.close();
    }
  },
};

type Measured = {
  product: Product;
  daemon: StandInDaemon;
  task: { contractId: string; taskId: string };
  subscribers: number;
  /** milliseconds */
  p50: number;
  topic?: string;
};

const idIn = (frame: Buffer): string => /"id":"([\w-]{36})"/.exec(frame.toString())?.[1] ?? "";

async function measure(of: Measured): Promise<Figure[]> {
  const { product, daemon, task, subscribers, p50, topic = `contract:${task.contractId}` } = of;
  const took: number[] = [];
  let askedAtMs = 0;
  let seen = 0;
  let first: Buffer = Buffer.alloc(0);
  const watchers = await openWatchers(
    product,
    Array.from({ length: subscribers }, () => [topic]),
    (frame) => {
      // Of all frames only an open question's own says that.
      if (!frame.includes('"status":"pending"')) return;
      took.push(monotonicMs() - askedAtMs);
      seen += 1;
      if (seen === 1) first = frame;
    },
  );
  try {
    for (let ask = 0; ask < WARM + ASKS; ask += 1) {
      if (ask === WARM) took.splice(0);
      seen = 0;
      askedAtMs = monotonicMs();
      const input = { question: `Which way at ${ask}?`, choices: ["left", "right"] };
      const call = { taskId: task.taskId, epoch: 1, callKey: `${topic} ${ask}` };
      await daemon.say({ kind: "tool_call", ...call, tool: "ask_question", input });
      while (seen < subscribers) await sleep(1);
      // An agent waits for its answer: its next question comes when none is open any more.
      await product.client.answerQuestion({ id: idIn(first), choices: ["left"] });
      await sleep(PAUSE_MS);
    }
  } finally {
    watchers.close();
  }
  const middle = median(took);
  const who =
    topic === "owner"
      ? "1 that follows the owner"
      : `${subscribers.toLocaleString("en")} that follow${subscribers === 1 ? "s" : ""} the contract`;
  return [
    { what: `seen by ${who}, p50`, value: middle, unit: "ms", goal: { atMost: p50 } },
    {
      what: `seen by ${who}, p99`,
      value: quantile(took, 0.99),
      unit: "ms",
      goal: { atMost: 10 * middle },
      note: `${ASKS} questions; the worst ${Math.max(...took.slice(0, 100_000)).toFixed(1)} ms`,
    },
  ];
}
