// P11, its first part: resident memory of server and daemon under load, and with supervisors that wait.
import { load } from "../makima/load.ts";
import { type Product, startProduct, startScripted } from "../makima/product.ts";
import { sleep } from "../ports/clock.ts";
import { listProcesses, residentMb } from "../ports/process-memory.ts";
import type { Scenario } from "../scenario.ts";

const WAITING = 100;
/** These come first: what the first runs of a daemon cost at all is not what another one costs. */
const BEFORE = 40;
const AT_ONCE = 4;
const ASK = [{ ask: { question: "Which way?", choices: ["left", "right"] } }];

export const memory: Scenario = {
  name: "p11-memory",
  sentence: "resident memory of server and daemon under load, and with 100 supervisors that wait",
  run: async ({ postgresUrl, loadSeconds }) => {
    const environment = {
      MAKIMA_TOOL_WAIT_MS: "0",
      MAKIMA_PARK_AFTER_MS: "0",
      MAKIMA_MAX_TASKS: String(AT_ONCE),
    };
    const product = await startProduct({ postgresUrl, name: "memory", environment });
    try {
      const idle = await memoryOf(product);
      const did = await load(product, loadSeconds);
      const loaded = await memoryOf(product);
      await startWaiting(product, BEFORE);
      const before = await memoryOf(product);
      await startWaiting(product, WAITING);
      const waiting = await memoryOf(product);
      const agents = await agentsOf(product);
      return [
        { what: "server at rest, after its start", value: idle.server, unit: "MB" },
        {
          what: `server after ${loadSeconds} s of load`,
          value: loaded.server,
          unit: "MB",
          goal: { atMost: 180 },
          note: did,
        },
        { what: "daemon at rest, after its start", value: idle.daemon, unit: "MB" },
        {
          what: `daemon after ${loadSeconds} s of load`,
          value: loaded.daemon,
          unit: "MB",
          goal: { atMost: 150 },
        },
        {
          what: `server, ${WAITING} more waiting supervisors`,
          value: waiting.server - before.server,
          unit: "MB",
          goal: { atMost: 5 },
        },
        {
          what: `daemon, ${WAITING} more waiting supervisors`,
          value: waiting.daemon - before.daemon,
          unit: "MB",
          goal: { atMost: 5 },
        },
        {
          what: `agent processes of ${BEFORE + WAITING} waiting supervisors`,
          value: agents,
          unit: "",
          goal: { atMost: 0 },
        },
      ];
    } finally {
      await product.close();
    }
  },
};

async function memoryOf({ server, daemon }: Product): Promise<{ server: number; daemon: number }> {
  return { server: await residentMb(server.pid), daemon: await residentMb(daemon.pid) };
}

async function agentsOf({ daemon }: Product): Promise<number> {
  const processes = await listProcesses();
  return processes.filter(
    ({ parent, command }) => parent === daemon.pid && command.includes("scripted-agent"),
  ).length;
}

/** Resolves when all of them wait and their agents are parked. */
async function startWaiting(product: Product, count: number): Promise<void> {
  const before = await waitingNow(product);
  for (let index = 0; index < count; index += 1) await startScripted(product, ASK);
  while ((await waitingNow(product)) < before + count) await sleep(200);
  await sleep(2_000);
}

async function waitingNow({ connection }: Product): Promise<number> {
  const { rows } = await connection.query<{ waiting: number }>(
    `select count(*)::int as waiting from supervisor s where s.state = 'waiting_for_user'
       and not exists (select 1 from run r where r.task_id = s.task_id and r.status <> 'ended')`,
  );
  return rows[0]?.waiting ?? 0;
}
