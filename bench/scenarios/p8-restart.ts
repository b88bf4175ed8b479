// P8: what a restart costs those who wait: the server killed with 1,000 and 10,000 waiting supervisors, and the daemon with 1,000.
import { plantWaiting, until } from "../makima/many-waiting.ts";
import { type Product, startProduct } from "../makima/product.ts";
import { median } from "../measure.ts";
import { monotonicMs, sleep } from "../ports/clock.ts";
import type { Figure, Scenario, Setting } from "../scenario.ts";

const FEW = 1_000;
const MANY = 10_000;
const ROUNDS = 5;
const NEVER_PARKED_MS = 3_600_000;

export const restart: Scenario = {
  name: "p8-restart",
  sentence: "from a restart with thousands of waiting supervisors until the first answer is on its way",
  run: async (setting) => {
    const few = await killServer(setting, FEW);
    const many = await killServer(setting, MANY);
    const exponent = Math.log(median(many.answered) / median(few.answered)) / Math.log(MANY / FEW);
    return [
      ...figuresOf(few, FEW),
      ...figuresOf(many, MANY),
      {
        what: "exponent of that time in the number of those who wait",
        value: exponent,
        unit: "",
        goal: { atMost: 0.15 },
      },
      ...(await killDaemon(setting)),
    ];
  },
};

type Found = { opened: number[]; answered: number[]; heard: number[]; lost: number };

async function killServer({ postgresUrl }: Setting, count: number): Promise<Found> {
  const product = await startProduct({
    postgresUrl,
    name: `restart-${count}`,
    environment: { MAKIMA_TOOL_WAIT_MS: "0", MAKIMA_PARK_AFTER_MS: "0", MAKIMA_MAX_TASKS: "64" },
  });
  try {
    await plantWaiting(product, { count, isParked: true });
    const found: Found = { opened: [], answered: [], heard: [], lost: 0 };
    for (let round = 0; round < ROUNDS; round += 1) {
      const began = monotonicMs();
      await product.restartServer();
      const open = await portOpens(product);
      const id = await openQuestion(product);
      await product.client.answerQuestion({ id, response: "left" });
      await told(product, { questionId: id, isHeard: false });
      found.answered.push(monotonicMs() - open);
      await told(product, { questionId: id, isHeard: true });
      found.heard.push(monotonicMs() - open);
      found.opened.push(open - began);
      await sleep(500);
    }
    found.lost = count - ROUNDS - (await waitingNow(product));
    return found;
  } finally {
    await product.close();
  }
}

const figuresOf = ({ opened, answered, heard, lost }: Found, count: number): Figure[] => [
  {
    what: `${count} wait, server killed: port open → first answer's turn and command committed`,
    value: median(answered),
    unit: "ms",
    goal: { atMost: 250 },
    rounds: answered,
  },
  { what: "– → the daemon, connected again, has it", value: median(heard), unit: "ms", rounds: heard },
  { what: "– killed → port open", value: median(opened), unit: "ms", rounds: opened },
  { what: "– not accounted for afterwards", value: lost, unit: "", goal: { atMost: 0 } },
];

/** The moment before the first request that is answered. */
async function portOpens({ client }: Product): Promise<number> {
  return until(async () => {
    const asked = monotonicMs();
    const answer = await fetch(`${client.url}/health`).catch(() => null);
    return answer?.ok === true ? asked : undefined;
  });
}

async function openQuestion({ connection }: Product): Promise<string> {
  const { rows } = await connection.query<{ id: string }>(
    "select id from question where status = 'pending' order by id limit 1",
  );
  if (rows[0] === undefined) throw new Error("nobody waits any more");
  return rows[0].id;
}

/** The answer is part of a turn that a daemon was told to run, and, where it is asked for, it has that in its journal. */
const told = (
  { connection }: Product,
  { questionId, isHeard }: { questionId: string; isHeard: boolean },
): Promise<true> =>
  until(async () => {
    const { rows } = await connection.query({
      text: `select 1 from delivery d join command c on c.owner_id = d.owner_id and c.task_id = d.task_id and c.epoch = d.delivered_epoch
        where d.question_id = $1 and c.kind in ('start_run', 'begin_turn') and ($2 = false or c.acknowledged_at is not null)`,
      values: [questionId, isHeard],
    });
    return rows.length > 0 ? true : undefined;
  });

async function waitingNow({ connection }: Product): Promise<number> {
  const { rows } = await connection.query<{ waiting: number }>(
    "select count(*)::int as waiting from supervisor where state = 'waiting_for_user' and restoration_count = 0",
  );
  return rows[0]?.waiting ?? 0;
}

async function killDaemon({ postgresUrl }: Setting): Promise<Figure[]> {
  const product = await startProduct({
    postgresUrl,
    name: "restart-daemon",
    environment: {
      MAKIMA_TOOL_WAIT_MS: "0",
      MAKIMA_PARK_AFTER_MS: String(NEVER_PARKED_MS),
      MAKIMA_MAX_TASKS: "64",
    },
  });
  try {
    await plantWaiting(product, { count: FEW, isParked: false });
    const began = monotonicMs();
    await product.daemons.restart();
    const id = await openQuestion(product);
    await product.client.answerQuestion({ id, response: "left" });
    await told(product, { questionId: id, isHeard: true });
    const heardMs = monotonicMs() - began;
    const accountedMs = await until(async () => {
      const { rows } = await product.connection.query<{ restored: number }>(
        "select count(*)::int as restored from restoration",
      );
      return rows[0]?.restored === FEW ? monotonicMs() - began : undefined;
    });
    return [
      {
        what: `${FEW} idle, daemon killed: → an answer is in the new daemon's journal`,
        value: heardMs,
        unit: "ms",
      },
      {
        what: "– → every one of them restored in place, its notice written",
        value: accountedMs,
        unit: "ms",
        note: "the agents of idle runs die with their daemon; parked ones have none, and cost a restart of the daemon nothing",
      },
    ];
  } finally {
    await product.close();
  }
}
