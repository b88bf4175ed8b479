// Starts database, server and daemon of a home and keeps all three running until it is stopped.
import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { type Client, createClient } from "@makima/client";
import { CliError } from "../cli-error.ts";
import type { Config } from "../config.ts";
import { readCredentials, writeCredentials } from "../credentials.ts";
import { checkPort } from "./check-port.ts";
import { type KeptProgram, keepProgram, type ProgramEvent } from "./keep-program.ts";
import { locateProgram, type ProgramName } from "./locate-programs.ts";
import { type KeptDatabase, startDatabase } from "./start-database.ts";
import type { WorldFile, WorldState } from "./world-file.ts";

type Part = "database" | ProgramName;

/** What `up` tells a person: a part came back, died, or does not get up. */
export type WorldNews = {
  part: Part;
  kind: "ready" | "died" | "trouble";
  message: string;
  lines?: readonly string[];
};

export type World = {
  url: string;
  client: Client;
  /** Daemon, server, database, in this order; all at once with SIGKILL when `now`. */
  stop: (options: { now: boolean }) => Promise<void>;
};

export type StartWorld = {
  config: Config;
  file: WorldFile;
  signal: AbortSignal;
  onNews: (news: WorldNews) => void;
};

/**
 * Resolves when the server answers and the daemon is on its way. Throws `PORT_IN_USE`, `START_FAILED` with the last
 * lines of the log, and the errors of the database; then nothing is left running.
 */
export async function startWorld(start: StartWorld): Promise<World> {
  const { config } = start;
  const home = config.value("home");
  await mkdir(join(home, "logs"), { recursive: true, mode: 0o700 });
  await checkPort({ port: config.value("port"), host: config.value("host") });
  const running: { stop: KeptProgram["stop"] }[] = [];
  const stop: World["stop"] = async ({ now }) => {
    if (now) await Promise.all(running.map((part) => part.stop({ now })));
    else for (const part of running) await part.stop({ now });
  };
  try {
    const database = await startDatabaseOf(start);
    running.unshift(database);
    const server = startServer(start, database);
    running.unshift(server.kept);
    const url = await server.ready;
    const client = await openClient({ home, url });
    running.unshift(startDaemon(start, { url, client }));
    return { url, client, stop };
  } catch (error) {
    await stop({ now: false });
    throw error;
  }
}

function startDatabaseOf({ config, file, signal, onNews }: StartWorld): Promise<KeptDatabase> {
  let lives = 0;
  return startDatabase({
    config,
    signal,
    onNews: (news) => {
      if (news.kind === "trouble") onNews({ part: "database", kind: "trouble", message: news.message });
      if (news.kind === "died")
        onNews({ part: "database", kind: "died", message: "died; it is started again" });
      if (news.kind === "ready") {
        lives += 1;
        if (lives > 1) onNews({ part: "database", kind: "ready", message: "is back" });
      }
      const postgres = news.kind === "ready" ? news.mark : null;
      record({ file, onNews, part: "database", change: { postgres } });
    },
  });
}

type StartedServer = { kept: KeptProgram; ready: Promise<string> };

function startServer(start: StartWorld, database: KeptDatabase): StartedServer {
  const { config } = start;
  // Port 0 is settled by the first life; the next ones take the same, since others know the address by then.
  let port = config.value("port");
  let kept: KeptProgram | undefined;
  const ready = new Promise<string>((resolve, reject) => {
    kept = keepPart(start, {
      name: "server",
      environment: async () => ({
        MAKIMA_PORT: port,
        MAKIMA_HOST: config.value("host"),
        MAKIMA_DATABASE_URL: database.url,
        ...(database.folder === null ? {} : { MAKIMA_DATABASE_FOLDER: database.folder }),
      }),
      onEvent: (event) => {
        if (event.kind === "ready" && event.url !== null) {
          port = new URL(event.url).port;
          resolve(event.url);
        }
        if (event.kind === "died") reject(startFailed("server", event.lastLines));
      },
    });
  });
  if (kept === undefined) throw new Error("the server was not started");
  return { kept, ready };
}

function startDaemon(start: StartWorld, { url, client }: { url: string; client: Client }): KeptProgram {
  const identity = join(start.config.value("home"), "daemon", "identity.json");
  return keepPart(start, {
    name: "daemon",
    hopelessCode: refusedCode,
    // A daemon that died before it had an identity has used up its token perhaps: each start gets its own.
    environment: async () => ({
      MAKIMA_SERVER: url,
      ...(existsSync(identity) ? {} : { MAKIMA_JOIN_TOKEN: (await client.createJoinToken()).token }),
    }),
    onEvent: () => undefined,
  });
}

/** The daemon's exit code when the server does not want it: it is revoked, unknown, replaced, or of another version. */
const refusedCode = 3;

type KeepPart = {
  name: ProgramName;
  hopelessCode?: number;
  environment: () => Promise<Record<string, string>>;
  onEvent: (event: ProgramEvent) => void;
};

function keepPart(
  { config, file, onNews }: StartWorld,
  { name, environment, onEvent, ...rest }: KeepPart,
): KeptProgram {
  const home = config.value("home");
  let lives = 0;
  return keepProgram({
    ...rest,
    file: locateProgram(name),
    logFile: join(home, "logs", `${name}.log`),
    // The cache from the first instruction on: a program that switches it on itself has stripped its first file by then.
    environment: async () => ({
      ...config.environment,
      ...(await environment()),
      MAKIMA_HOME: home,
      NODE_COMPILE_CACHE: join(home, "cache"),
    }),
    onEvent: (event) => {
      if (event.kind === "started") {
        lives += 1;
        record({ file, onNews, part: name, change: { [name]: event.mark } });
        if (lives > 1) onNews({ part: name, kind: "ready", message: "is started again" });
      }
      if (event.kind === "died") {
        record({ file, onNews, part: name, change: { [name]: null } });
        onNews({ part: name, kind: "died", message: "died; it is started again" });
      }
      if (event.kind === "gave_up") {
        record({ file, onNews, part: name, change: { [name]: null } });
        onNews({ part: name, kind: "trouble", message: tellRefusal(home), lines: event.lastLines.slice(-1) });
      }
      if (event.kind === "loop") {
        const message = `died ${event.deaths} times in a row; its log is ${join(home, "logs", `${name}.log`)}`;
        onNews({ part: name, kind: "trouble", message, lines: event.lastLines });
      }
      onEvent(event);
    },
  });
}

const tellRefusal = (home: string): string =>
  "is refused by the server and is not started again. Its last line says why: of another version, update it; revoked or unknown, move " +
  `${join(home, "daemon", "identity.json")} away, so that it joins anew; replaced, end the other one that has its identity. Then start again.`;

type Recording = Pick<StartWorld, "file" | "onNews"> & { part: Part; change: Partial<WorldState> };

function record({ file, onNews, part, change }: Recording): void {
  file.update(change).catch((error: unknown) => {
    onNews({ part, kind: "trouble", message: `up.json could not be written: ${String(error)}` });
  });
}

/** The server has written the key of its first owner; the address may have changed since. */
async function openClient({ home, url }: { home: string; url: string }): Promise<Client> {
  const credentials = await readCredentials(home);
  if (credentials === null) {
    throw new CliError({
      code: "NO_KEY",
      message: `the database has an owner already, and ${home} has no key of its own`,
      mend: `\`makima login ${url}\` with a key of that owner, then start again`,
    });
  }
  if (credentials.url !== url) await writeCredentials(home, { ...credentials, url });
  return createClient({ url, apiKey: credentials.apiKey, patienceMs: 15_000 });
}

function startFailed(part: Part, lines: readonly string[]): CliError {
  return new CliError({
    code: "START_FAILED",
    message: `the ${part} ended while it started; its last lines:`,
    lines,
    mend: "mend what they say and start again; `makima doctor` checks the rest",
  });
}
