// The world in which the demonstration runs: the `up` of this home, or one of its own for its own time.
import { openSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Client, createClient } from "@makima/client";
import { CliError } from "../cli-error.ts";
import type { Context } from "../context.ts";
import { readCredentials } from "../credentials.ts";
import { monotonicMs, sleep } from "../ports/clock.ts";
import { type Child, startChild } from "../ports/programs.ts";
import { readReady } from "../supervision/keep-program.ts";
import { ownProgram } from "../supervision/locate-programs.ts";
import { readWorld } from "../supervision/world-file.ts";
import type { BorrowedAgent } from "./borrow-agent.ts";

export type DemoWorld = {
  home: string;
  client: Client;
  isOwn: boolean;
  /** Of one's own: ends it and removes its files. The `up` of the home goes on. */
  close: () => Promise<void>;
};

/** For so long a call waits for what was killed to come back. */
const patienceMs = 60_000;

export type OpenDemoWorld = {
  folder: string;
  crash: boolean;
  /** What only a world of its own has. */
  agent: BorrowedAgent | null;
  signal: AbortSignal;
};

/** With `crash`, a running `up` is taken only when nobody else's work is hurt by it. */
export async function openDemoWorld(context: Context, options: OpenDemoWorld): Promise<DemoWorld> {
  if (options.agent !== null) return startOwn(context, options);
  const client = await findRunning(context.home);
  if (client !== null && !(options.crash && (await hasActiveContracts(client)))) {
    return { home: context.home, client, isOwn: false, close: async () => undefined };
  }
  return startOwn(context, options);
}

async function findRunning(home: string): Promise<Client | null> {
  const world = await readWorld(home);
  const credentials = await readCredentials(home);
  const url = world?.url ?? null;
  if (url === null || credentials === null) return null;
  return createClient({ url, apiKey: credentials.apiKey, patienceMs });
}

async function hasActiveContracts(client: Client): Promise<boolean> {
  const { items } = await client.listContracts({ status: "active", limit: 1 });
  return items.length > 0;
}

async function startOwn({ config }: Context, { folder, agent, signal }: OpenDemoWorld): Promise<DemoWorld> {
  const home = join(folder, "home");
  await mkdir(home, { recursive: true, mode: 0o700 });
  if (agent !== null) {
    const settings = { agents: { [agent.name]: agent.settings } };
    await writeFile(join(home, "config.json"), JSON.stringify(settings), { mode: 0o600 });
  }
  // Its database is its own as well: a demonstration leaves nothing in the person's.
  const { MAKIMA_DATABASE_URL: _database, ...environment } = config.environment;
  const logFile = join(folder, "up.log");
  const child = await startUp({ environment: { ...environment, MAKIMA_HOME: home }, logFile, signal });
  const credentials = await readCredentials(home);
  if (credentials === null) throw new Error(`the demonstration's world wrote no key to ${home}`);
  return {
    home,
    client: createClient({ ...credentials, patienceMs }),
    isOwn: true,
    close: async () => {
      child.closeInput();
      await child.exited;
      await rm(home, { recursive: true, force: true });
    },
  };
}

type StartUp = { environment: Record<string, string>; logFile: string; signal: AbortSignal };

async function startUp({ environment, logFile, signal }: StartUp): Promise<Child> {
  let isReady = false;
  const child = await startChild({
    args: [ownProgram(), "up", "--json", "--no-open", "--port", "0"],
    environment,
    logFd: openSync(logFile, "w", 0o600),
    onLine: (line) => {
      isReady ||= readReady(line) !== undefined;
    },
  });
  let isGone = false;
  const gone = child.exited.then(() => {
    isGone = true;
  });
  const deadlineMs = monotonicMs() + patienceMs;
  while (!isReady && !isGone && !signal.aborted && monotonicMs() < deadlineMs) await sleep(20);
  if (isReady) return child;
  child.closeInput();
  await gone;
  signal.throwIfAborted();
  throw new CliError({
    code: "START_FAILED",
    message: "the demonstration's own makima did not start",
    lines: (await readFile(logFile, "utf8")).trimEnd().split("\n").slice(-12),
    mend: "`makima doctor` checks this machine",
  });
}
