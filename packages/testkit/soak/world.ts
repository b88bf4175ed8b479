// The world of a soak: PostgreSQL as shipped, with fsync, servers on it, daemons behind proxies, and a person's repository, all on one disk.
import { mkdir, mkdtemp, readdir, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Client, createClient } from "@makima/client";
import { type SupervisedPostgres, supervisePostgres } from "@makima/postgres";
import { killAgents } from "../agent-processes.ts";
import { type AgentSettings, startDaemon, type TestDaemon } from "../daemon.ts";
import type { TestDatabase } from "../database.ts";
import { sleep } from "../ports/clock.ts";
import { type LinkProxy, startLinkProxy } from "../ports/link-proxy.ts";
import { runCommand } from "../ports/run-command.ts";
import { makeRepository, type TestRepository } from "../repository.ts";
import { startServer, type TestServer } from "../server.ts";
import { makeDisk, type SoakDisk } from "./disk.ts";
import { workerScripts } from "./program.ts";

const SCRIPTED_AGENT = fileURLToPath(import.meta.resolve("@makima/scripted-agent/main"));
// A shorter lease than a person's, so that a soak sees many of them end.
const SERVER_ENVIRONMENT = {
  MAKIMA_PARK_AFTER_MS: "300",
  MAKIMA_LEASE_MS: "4000",
  MAKIMA_HEARTBEAT_MS: "1000",
};
const DAEMON_ENVIRONMENT = { MAKIMA_TOOL_WAIT_MS: "500", MAKIMA_MAX_TASKS: "16" };
/** Of people and joining daemons. Both servers may be away at once, and start slowly where the machine has no time for them. */
const PATIENCE_MS = 300_000;

export type SoakSize = { servers: number; daemons: number };

export async function openSoakWorld({ servers, daemons }: SoakSize): Promise<SoakWorld> {
  const root = await realpath(await mkdtemp(join(tmpdir(), "mk-soak-")));
  const disk = await makeDisk(root);
  const repository = await makeRepository({
    path: join(disk.folder, "repository"),
    files: { "README.md": "Ours.\n", ...workerScripts() },
  });
  const links = await Promise.all(Array.from({ length: daemons }, startLinkProxy));
  const postgres = await supervisePostgres({ home: join(disk.folder, "database") });
  const world = new SoakWorld({ root, disk, repository, links }, postgres);
  await mkdir(join(root, "evidence", "sessions"), { recursive: true });
  for (let place = 0; place < servers; place++) await world.restartServer(place);
  for (const [place, link] of links.entries()) {
    link.carryTo(world.serverAt(place).url);
    world.daemons.push(await world.addDaemon(place));
  }
  // What was there before the soak is not what a power cut is to take.
  await runCommand({ program: "sync", args: [], cwd: "/" });
  return world;
}

type Fixed = { root: string; disk: SoakDisk; repository: TestRepository; links: readonly LinkProxy[] };

export class SoakWorld {
  readonly root: string;
  readonly disk: SoakDisk;
  readonly repository: TestRepository;
  /** the link of the daemon at the same place */
  readonly links: readonly LinkProxy[];
  readonly servers: TestServer[] = [];
  readonly daemons: TestDaemon[] = [];
  /** programs that ended though nobody killed them, with their last words */
  readonly ownEnds: string[] = [];
  postgres: SupervisedPostgres;

  constructor({ root, disk, repository, links }: Fixed, postgres: SupervisedPostgres) {
    this.root = root;
    this.disk = disk;
    this.repository = repository;
    this.links = links;
    this.postgres = postgres;
  }

  get agentLog(): string {
    return join(this.root, "evidence", "agents.ndjson");
  }

  get database(): TestDatabase {
    return { url: this.postgres.url, name: "makima", drop: () => Promise.resolve() };
  }

  serverAt(place: number): TestServer {
    const server = this.servers[place % this.servers.length];
    if (server === undefined) throw new Error("a soak has a server");
    return server;
  }

  /** A person at this server, who tries again while nobody answers. */
  client(server: number): Client {
    const { url, apiKey } = this.serverAt(server);
    return createClient({ url, apiKey, patienceMs: PATIENCE_MS });
  }

  restartServer(place: number): Promise<void> {
    const former = this.servers[place];
    const apiKey = former?.apiKey ?? this.servers[0]?.apiKey;
    return untilUp(async () => {
      this.servers[place] = await startServer({
        database: this.database,
        home: former?.home ?? join(this.disk.folder, `server-${place + 1}`),
        ...(apiKey === undefined ? {} : { apiKey }),
        environment: {
          ...SERVER_ENVIRONMENT,
          MAKIMA_ALLOWED_HOSTS: this.links.map(({ host }) => host).join(","),
          ...(former === undefined ? {} : { MAKIMA_PORT: new URL(former.url).port }),
        },
      });
    });
  }

  restartDaemon(place: number): Promise<void> {
    return untilUp(async () => this.daemons[place]?.restart());
  }

  addDaemon(place: number): Promise<TestDaemon> {
    const { apiKey } = this.serverAt(place);
    return startDaemon({
      client: createClient({ url: `http://${this.links[place]?.host}`, apiKey, patienceMs: PATIENCE_MS }),
      name: `daemon ${place + 1}`,
      home: join(this.disk.folder, `home-${place + 1}`),
      agents: scriptedAgents(join(this.root, "evidence"), this.agentLog),
      environment: { HOME: this.disk.folder, ...DAEMON_ENVIRONMENT },
    });
  }

  /** Starts again what has ended by itself, as `makima up` does, and notes it. */
  async revive(isUnderFault: (list: readonly unknown[], place: number) => boolean): Promise<void> {
    for (const [place, { program }] of this.servers.entries())
      if (program.hasExited() && !isUnderFault(this.servers, place)) {
        this.ownEnds.push(`server ${place + 1} ended: ${program.errors().slice(-LAST_WORDS)}`);
        await this.restartServer(place);
      }
    for (const [place, daemon] of this.daemons.entries())
      if (daemon.hasExited() && !isUnderFault(this.daemons, place)) {
        this.ownEnds.push(`${daemon.name} ended: ${daemon.log().slice(-LAST_WORDS)}`);
        await this.restartDaemon(place);
      }
  }

  /** Kills everything at once, and starts it on what the disk has kept. */
  async losePower(): Promise<void> {
    await this.#killAll();
    await this.disk.losePower();
    const home = join(this.disk.folder, "database");
    await forgetKeeper(home);
    this.postgres = await supervisePostgres({ home });
    for (const place of this.servers.keys()) await this.restartServer(place);
    await Promise.all([...this.daemons.keys()].map((place) => this.restartDaemon(place)));
  }

  async close(): Promise<void> {
    await this.#killAll();
    await Promise.all(this.links.map((link) => link.close()));
    await this.disk.remove();
  }

  async #killAll(): Promise<void> {
    for (const { program } of this.servers) program.kill("SIGKILL");
    await Promise.all(this.servers.map(({ program }) => program.exited));
    await Promise.all(this.daemons.map((daemon) => daemon.kill()));
    await killAgents(this.root);
    await this.postgres.stop("immediate");
    // its claim of the folder is given back then
    await this.postgres.ended;
  }
}

function scriptedAgents(evidence: string, log: string): AgentSettings {
  // Whether an agent keeps its own sessions over a power cut is not what is asked here.
  const sessions = join(evidence, "sessions");
  const agent = (...flags: string[]) => ({
    driver: "acp" as const,
    command: [process.execPath, SCRIPTED_AGENT, "--log", log, ...flags],
    env: {},
    stateFolders: [evidence],
  });
  return { scripted: agent("--load", "--state", sessions), "scripted-no-load": agent("--no-load") };
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
