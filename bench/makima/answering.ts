// A contract of the running product whose supervisor asks again and again; each answer is timed until the agent has it.
import { readFile } from "node:fs/promises";
import { sleep, wallMs } from "../ports/clock.ts";
import { type Product, startProduct, startScripted } from "./product.ts";

/** All from the moment before the request was sent, in milliseconds. */
export type IdleAnswer = {
  totalMs: number;
  answeredMs: number;
  deliveredMs: number;
  commandMs: number;
  /** the daemon's acknowledgement has come back to the server */
  journalMs: number;
};

export type Answering = {
  /** The agent's process lives and its turn has ended. */
  answerIdle(): Promise<IdleAnswer>;
  /** The agent's tool call still waits. Gives milliseconds, as the next does. */
  answerOpenCall(): Promise<number>;
  /** The agent's process is gone. */
  answerParked(): Promise<number>;
  close(): Promise<void>;
};

const TOOL_WAIT_MS = 700;
const PARK_AFTER_MS = 3_000;
const STEPS = [
  { id: "ask", ask: { question: "Which way?", choices: ["left", "right"] } },
  { goto: "ask", limit: 100_000 },
];

export async function openAnswering(postgresUrl: string): Promise<Answering> {
  const environment = {
    MAKIMA_TOOL_WAIT_MS: String(TOOL_WAIT_MS),
    MAKIMA_PARK_AFTER_MS: String(PARK_AFTER_MS),
  };
  const product = await startProduct({ postgresUrl, name: "answer-product", environment });
  await startScripted(product, STEPS);
  return {
    answerIdle: async () => {
      const id = await questionWhen(product, IS_IDLE);
      await sleep(100);
      const sentMs = await send(product, id);
      const totalMs = (await arrival(product, { id, kind: "prompt" })) - sentMs;
      return { totalMs, ...(await stagesOf(product, { id, sentMs })) };
    },
    answerOpenCall: async () => {
      const id = await questionWhen(product, IS_ASKED);
      await sleep(100);
      const sentMs = await send(product, id);
      return (await arrival(product, { id, kind: "tool_result" })) - sentMs;
    },
    answerParked: async () => {
      const id = await questionWhen(product, IS_PARKED);
      await sleep(100);
      const sentMs = await send(product, id);
      return (await arrival(product, { id, kind: "prompt" })) - sentMs;
    },
    close: () => product.close(),
  };
}

const IS_ASKED = "select id from question where status = 'pending'";
const IS_IDLE = `select q.id from question q join run r on r.task_id = q.task_id where q.status = 'pending' and r.status = 'idle'`;
const IS_PARKED = `select id from question where status = 'pending' and not exists (select 1 from run where status <> 'ended')`;

async function questionWhen({ connection }: Product, text: string): Promise<string> {
  for (;;) {
    const { rows } = await connection.query<{ id: string }>(text);
    if (rows[0] !== undefined) return rows[0].id;
    await sleep(10);
  }
}

async function send({ client }: Product, id: string): Promise<number> {
  const sentMs = wallMs();
  await client.answerQuestion({ id, response: "left" });
  return sentMs;
}

/** When the agent had it. Its log counts whole milliseconds, so the end of that millisecond is taken. */
async function arrival({ agentLog }: Product, { id, kind }: { id: string; kind: string }): Promise<number> {
  for (;;) {
    const text = await readFile(agentLog, "utf8");
    const line = text.split("\n").find((each) => each.includes(`"${kind}"`) && isAnswer(each, id));
    if (line !== undefined) return (JSON.parse(line) as { atMs: number }).atMs + 1;
    await sleep(5);
  }
}

const isAnswer = (line: string, id: string): boolean => line.includes(id) && !line.includes("pending");

const STAGES = `select extract(epoch from q.answered_at) * 1000 as answered, extract(epoch from q.delivered_at) * 1000 as delivered,
    extract(epoch from c.created_at) * 1000 as command, extract(epoch from c.acknowledged_at) * 1000 as journal
  from question q
    join command c on c.task_id = q.task_id and c.kind = 'begin_turn' and c.created_at >= q.answered_at
  where q.id = $1 order by c.created_at limit 1`;

async function stagesOf(
  { connection }: Product,
  { id, sentMs }: { id: string; sentMs: number },
): Promise<Omit<IdleAnswer, "totalMs">> {
  type Row = Record<"answered" | "delivered" | "command" | "journal", string | null>;
  for (;;) {
    const { rows } = await connection.query<Row>({ text: STAGES, values: [id] });
    const [row] = rows;
    if (row !== undefined && row.journal !== null) {
      const since = (at: string | null) => Number(at) - sentMs;
      return {
        answeredMs: since(row.answered),
        deliveredMs: since(row.delivered),
        commandMs: since(row.command),
        journalMs: since(row.journal),
      };
    }
    await sleep(10);
  }
}
