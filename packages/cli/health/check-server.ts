// Checks what the server says: whether it answers, its database, its daemons and their agents.
import type { Client } from "@makima/client";
import type { Daemon, Recovery } from "@makima/protocol/daemons";
import { healthShape } from "@makima/protocol/http";
import type { Context } from "../context.ts";
import { explainError } from "../explain-error.ts";
import { shortId } from "../find-by-id.ts";
import { askOpenly } from "../ports/network.ts";
import { sentenceOf } from "../supervision/tell-recovery.ts";
import type { Health } from "./check-machine.ts";
import { isDatabaseHere } from "./find-database.ts";

export async function checkServer(context: Context): Promise<Health[]> {
  const asked = await askDaemons(context);
  if ("health" in asked) return [asked.health, checkEmbedded(context)];
  const server: Health = { name: "server", state: "fine", found: asked.client.url };
  const database: Health = { name: "database", state: "fine", found: "answers through the server" };
  const { client, daemons, recovery } = asked;
  return [
    server,
    database,
    ...(await checkStorage(client)),
    await checkHistory(client),
    ...checkDaemons(daemons),
    ...checkRecovery(recovery),
  ];
}

type Asked = { client: Client; daemons: Daemon[]; recovery: Recovery } | { health: Health };

async function askDaemons(context: Context): Promise<Asked> {
  try {
    const client = await context.client();
    const { items: daemons, recovery } = await client.listDaemons({ limit: 200 });
    return { client, daemons, recovery };
  } catch (error) {
    const { code, message, mend } = explainError(error);
    // A machine on which nothing was started yet is no broken one.
    const state = code === "NO_SERVER_KNOWN" ? "warning" : "failing";
    return { health: { name: "server", state, found: message, ...(mend === undefined ? {} : { mend }) } };
  }
}

function checkEmbedded({ config }: Context): Health {
  if (config.value("databaseUrl") !== "") {
    return { name: "database", state: "fine", found: "MAKIMA_DATABASE_URL; asked when the server runs" };
  }
  if (isDatabaseHere()) return { name: "database", state: "fine", found: "embedded PostgreSQL" };
  return {
    name: "database",
    state: "failing",
    found: "there is no embedded PostgreSQL for this system",
    mend: "set MAKIMA_DATABASE_URL to a PostgreSQL of version 15 or newer, or install with `npm ci --ignore-scripts`",
  };
}

/** Nothing for a database elsewhere, whose disk the server cannot see. */
async function checkStorage({ url }: Client): Promise<Health[]> {
  const { storage } = healthShape.parse(await askOpenly(new URL("/health", url).href));
  if (storage.state === "unwatched") return [];
  const megabytes = (bytes: number): string => `${Math.floor(bytes / 2 ** 20)} MB`;
  const found = `${megabytes(storage.freeBytes)} free for the database`;
  if (storage.state === "fine") return [{ name: "storage", state: "fine", found }];
  const mend = `free space on the server's disk, so that ${megabytes(storage.neededBytes)} are free, for example with makima worktree prune; it goes on by itself then`;
  return [{ name: "storage", state: "failing", found: `${found}: nothing is written`, mend }];
}

/** More than a server takes in within some seconds, whatever the agents say. */
const LONG_LAG = 20_000;

/** What happened is told and found with a delay where agents say more than the server takes in. */
async function checkHistory(client: Client): Promise<Health> {
  const { unnumbered, words, output } = await client.getHistoryLag({});
  const name = "history";
  if (unnumbered + words + output === 0)
    return { name, state: "fine", found: "all that happened is told and can be searched" };
  const found = `to be told: ${unnumbered}, and to be searched: ${words + output} messages, events and pieces of output`;
  if (unnumbered + words + output < LONG_LAG) return { name, state: "fine", found };
  const mend =
    "nothing is lost, and it catches up by itself; look again, and at the server's log when there are not fewer";
  return { name, state: "warning", found, mend };
}

function checkDaemons(daemons: readonly Daemon[]): Health[] {
  const online = daemons.filter(({ status }) => status === "online");
  const draining = daemons.filter(({ status }) => status === "draining").map(tellDraining);
  if (online.length === 0) {
    if (draining.length > 0) return draining;
    const mend = "`makima up` starts one, or `makima daemon --server URL --token T` on another machine";
    return [{ name: "daemon", state: "failing", found: "none is online", mend }];
  }
  const healthy = online.flatMap(({ name, agents, tasks, maxTasks, strain, unbundled }): Health[] => [
    checkRoom({ found: `${name}, ${tasks} of ${maxTasks} tasks`, strain }),
    ...checkLag(name, unbundled),
    ...agents.map(({ name: agent, version, ready, problem }): Health => {
      if (ready && problem === null)
        return { name: "agent", state: "fine", found: [agent, version ?? ""].join(" ").trim() };
      // Its daemon says what is wrong, and behind it what to do.
      const [found = "", ...mend] = (problem ?? `${agent} is not ready`).split(/(?<=\.)\s/);
      return { name: "agent", state: "warning", found, mend: mend.join(" ") || MEND_AGENT };
    }),
  ]);
  return [...healthy, ...draining];
}

const MEND_AGENT = "install it and sign in, or mend its command in config.json";

const tellDraining = ({ id, name, tasks, drained }: Daemon): Health => ({
  name: "daemon",
  state: "warning",
  found: drained ? `${name} is drained and may be stopped` : `${name} is draining, ${tasks} tasks are left`,
  mend: `\`makima daemon drain ${shortId(id)} --undo\` lets it take work again`,
});
function checkRoom({ found, strain }: { found: string; strain: string | null }): Health {
  if (strain === null) return { name: "daemon", state: "fine", found };
  const mend = "end other programs, or let it keep less with MAKIMA_MEMORY_RESERVE_MB";
  return { name: "daemon", state: "warning", found: `${found}; it starts no agent: ${strain}`, mend };
}

function checkRecovery(recovery: Recovery): Health[] {
  if (recovery.left === 0 && recovery.held === 0) return [];
  const found = sentenceOf(recovery);
  if (recovery.held === 0) return [{ name: "recovery", state: "fine", found }];
  return [{ name: "recovery", state: "warning", found, mend: "look at each, then `makima task resume ID`" }];
}

/** Work that a lost disk would take with it. */
function checkLag(name: string, { count, oldestAt }: Daemon["unbundled"]): Health[] {
  if (count === 0 || oldestAt === null) return [];
  const found = `${name} has ${count} checkpoints whose bundles are not at the server, the oldest of ${oldestAt}`;
  return [
    {
      name: "bundles",
      state: "warning",
      found,
      mend: "look at that daemon's log: they are tried again by themselves",
    },
  ];
}
