// The world of a soak: PostgreSQL as shipped, with fsync, servers on it, daemons behind proxies, and a person's repository, all on one disk.
import { mkdir, mkdtemp, readdir, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Client, createClient } from "@makima/client";
import { type SupervisedPostgres, supervisePostgres } from "@makima/postgres";
import { killAgents } from "../agent-processes.ts";
import { startDaemon, type TestDaemon } from "../daemon.ts";
import type { TestDatabase } from "../database.ts";
import { sleep } from "../ports/clock.ts";
import { type LinkProxy, startLinkProxy } from "../ports/link-proxy.ts";
import { runCommand } from "../ports/run-command.ts";
import { makeRepository, type TestRepository } from "../repository.ts";
import { startServer, type TestServer } from "../server.ts";
import { makeDisk, type SoakDisk } from "./disk.ts";
import { workerScripts } from "./program.ts";

export type SoakWorld = {
  root: string;
  disk: SoakDisk;
  agentLog: string;
  repository: TestRepository;
  servers: TestServer[];
  daemons: TestDaemon[];
  /** the link of the daemon at the same place */
  links: LinkProxy[];
  postgres(): SupervisedPostgres;
  database(): TestDatabase;
  /** A person at this server, who tries again while nobody answers. */
  client(server: number): Client;
  restartServer(place: number): Promise<void>;
  restartDaemon(place: number): Promise<void>;
  /** Starts again what has ended by itself, as `makima up` does, and notes it. */
  revive(isUnderFault: (list: readonly unknown[], place: number) => boolean): Promise<void>;
  /** programs that ended though nobody killed them, with their last words */
  ownEnds: string[];
  /** Kills everything at once, and starts it on what the disk has kept. */
  losePower(): Promise<void>;
  close(): Promise<void>;
};

const SCRIPTED_AGENT = fileURLToPath(import.meta.resolve("@makima/scripted-agent/main"));
// A shorter lease than a person's, so that a soak sees many of them end.
const SERVER_ENVIRONMENT = {
  MAKIMA_PARK_AFTER_MS: "300",
  MAKIMA_LEASE_MS: "4000",
  MAKIMA_HEARTBEAT_MS: "1000",
};
const DAEMON_ENVIRONMENT = { MAKIMA_TOOL_WAIT_MS: "500", MAKIMA_MAX_TASKS: "16" };
const PATIENCE_MS = 60_000;

export async function openSoakWorld(size: { servers: number; daemons: number }): Promise<SoakWorld> {
  const root = await realpath(await mkdtemp(join(tmpdir(), "mk-soak-")));
  const disk = await makeDisk(root);
  const evidence = join(root, "evidence");
  // Whether an agent keeps its own sessions over a power cut is not what is asked here.
  const sessions = join(evidence, "sessions");
  await Promise.all([evidence, sessions].map((folder) => mkdir(folder, { recursive: true })));
  const agentLog = join(evidence, "agents.ndjson");
  const repository = await makeRepository({
    path: join(disk.folder, "repository"),
    files: { "README.md": "Ours.\n", ...workerScripts() },
  });
  let postgres = await supervisePostgres({ home: join(disk.folder, "database") });
  const database = (): TestDatabase => ({ url: postgres.url, name: "makima", drop: () => Promise.resolve() });
  const links = await Promise.all(Array.from({ length: size.daemons }, startLinkProxy));
  const servers: TestServer[] = [];
  const start = (place: number): Promise<TestServer> => {
    const former = servers[place];
    const apiKey = former?.apiKey ?? servers[0]?.apiKey;
    return startServer({
      database: database(),
      home: former?.home ?? join(disk.folder, `server-${place + 1}`),
      ...(apiKey === undefined ? {} : { apiKey }),
      environment: {
        ...SERVER_ENVIRONMENT,
        MAKIMA_ALLOWED_HOSTS: links.map(({ host }) => host).join(","),
        ...(former === undefined ? {} : { MAKIMA_PORT: new URL(former.url).port }),
      },
    });
  };
  for (let place = 0; place < size.servers; place++) servers[place] = await start(place);
  const at = (place: number): TestServer => {
    const server = servers[place % servers.length];
    if (server === undefined) throw new Error("a soak has a server");
    return server;
  };
  const client = (place: number): Client =>
    createClient({ url: at(place).url, apiKey: at(place).apiKey, patienceMs: PATIENCE_MS });
  const agent = (...flags: string[]) => ({
    driver: "acp" as const,
    command: [process.execPath, SCRIPTED_AGENT, "--log", agentLog, ...flags],
    env: {},
    stateFolders: [evidence],
  });
  const daemons: TestDaemon[] = [];
  for (const [place, link] of links.entries()) {
    link.carryTo(at(place).url);
    daemons.push(
      await startDaemon({
        client: createClient({
          url: `http://${link.host}`,
          apiKey: at(place).apiKey,
          patienceMs: PATIENCE_MS,
        }),
        name: `daemon ${place + 1}`,
        home: join(disk.folder, `home-${place + 1}`),
        agents: {
          scripted: agent("--load", "--state", sessions),
          "scripted-no-load": agent("--no-load"),
        },
        environment: { HOME: disk.folder, ...DAEMON_ENVIRONMENT },
      }),
    );
  }
  // What was there before the soak is not what a power cut is to take.
  await runCommand({ program: "sync", args: [], cwd: "/" });
  const ownEnds: string[] = [];
  const restartServer = (place: number): Promise<void> =>
    untilUp(async () => {
      servers[place] = await start(place);
    });
  const restartDaemon = (place: number): Promise<void> => untilUp(async () => daemons[place]?.restart());
  const killAll = async (): Promise<void> => {
    for (const server of servers) server.program.kill("SIGKILL");
    await Promise.all([
      ...servers.map(({ program }) => program.exited),
      ...daemons.map((daemon) => daemon.kill()),
    ]);
    await killAgents(root);
    await postgres.stop("immediate");
    // its claim of the folder is given back then
    await postgres.ended;
  };
  return {
    root,
    disk,
    agentLog,
    repository,
    servers,
    daemons,
    links,
    postgres: () => postgres,
    database,
    client,
    restartServer,
    restartDaemon,
    ownEnds,
    revive: async (isUnderFault) => {
      for (const [place, { program }] of servers.entries())
        if (program.hasExited() && !isUnderFault(servers, place)) {
          ownEnds.push(`server ${place + 1} ended: ${program.errors().slice(-LAST_WORDS)}`);
          await restartServer(place);
        }
      for (const [place, daemon] of daemons.entries())
        if (daemon.hasExited() && !isUnderFault(daemons, place)) {
          ownEnds.push(`${daemon.name} ended: ${daemon.log().slice(-LAST_WORDS)}`);
          await restartDaemon(place);
        }
    },
    losePower: async () => {
      await killAll();
      await disk.losePower();
      await forgetKeeper(join(disk.folder, "database"));
      postgres = await supervisePostgres({ home: join(disk.folder, "database") });
      for (const place of servers.keys()) await restartServer(place);
      await Promise.all([...daemons.keys()].map(restartDaemon));
    },
    close: async () => {
      await killAll();
      await Promise.all(links.map((link) => link.close()));
      await disk.remove();
    },
  };
}

/** Whoever kept the database is gone after a power cut; here it is this very process, which lives on. */
async function forgetKeeper(home: string): Promise<void> {
  const flags = (await readdir(home)).filter((name) => name.startsWith("keeper-"));
  await Promise.all(flags.map((name) => rm(join(home, name))));
}

/** A start may fall into another fault, a full disk for one; whoever keeps programs alive tries again. */
async function untilUp(start: () => Promise<void>): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      await start();
      return;
    } catch (error) {
      if (tries === MAX_TRIES) throw error;
      await sleep(RETRY_MS);
    }
  }
}

const MAX_TRIES = 60;
const RETRY_MS = 500;
const LAST_WORDS = 1_500;
