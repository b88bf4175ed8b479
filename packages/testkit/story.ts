// A world in a box for stories: real servers and daemons on a database of their own, a person's repository, and agents that keep evidence.
import { mkdir, mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Client, createClient } from "@makima/client";
import { afterAll, onTestFailed } from "vitest";
import { type AgentLine, readAgentLog } from "./agent-log.ts";
import { killAgents } from "./agent-processes.ts";
import { type StartContract, type StoryContract, startContract } from "./contract.ts";
import { type AgentSettings, startDaemon, type TestDaemon } from "./daemon.ts";
import { createTestDatabase, type TestDatabase } from "./database.ts";
import type { EvidencePlaces } from "./history/gather-evidence.ts";
import { settleHistory } from "./history/settle-history.ts";
import { type MakeRepository, makeRepository, type TestRepository } from "./repository.ts";
import { startServer, type TestServer } from "./server.ts";
import { tellStory } from "./tell-story.ts";

export type StorySettings = {
  /** how many of each; one by default. Daemon n is joined to server n, or to the last one. */
  servers?: number;
  daemons?: number;
  /** on top of the story's own */
  serverEnvironment?: Readonly<Record<string, string>>;
  daemonEnvironment?: Readonly<Record<string, string>>;
  /** beside `scripted`, which can load its sessions, and `scripted-no-load`, which cannot */
  agents?: AgentSettings;
  /** what these two are started through: their own command follows as arguments */
  agentLauncher?: readonly string[];
  repository?: Omit<MakeRepository, "path">;
  /** the point at which the first daemon kills itself in its first life */
  daemonDiesAt?: string;
};

export type Story = {
  /** the folder of everything that is not in the database */
  root: string;
  database: TestDatabase;
  repository: TestRepository;
  servers: readonly TestServer[];
  daemons: readonly TestDaemon[];
  /** A person at the first server; tries again for a minute while nobody answers. */
  client: Client;
  startContract(contract: StartContract): Promise<StoryContract>;
  agentLog(): Promise<AgentLine[]>;
  /** SIGKILL; resolves when it is gone. */
  killServer(place?: number): Promise<void>;
  /** On the same home, database and port. */
  restartServer(place?: number): Promise<void>;
  /** Joined by a token of its own; `server` is a place in the list of servers. With the name of a machine it is on another one than the others. */
  addDaemon(server?: number, machine?: string): Promise<TestDaemon>;
  /** Waits until all is at rest, and throws every invariant that does not hold then. Real agents keep no log: what their model was asked tells of them. */
  checkHistory(evidence?: Pick<EvidencePlaces, "modelRequests">): Promise<void>;
};

const SCRIPTED_AGENT = fileURLToPath(import.meta.resolve("@makima/scripted-agent/main"));

// Parks soon and lets no tool wait long, so that what takes a day in life takes a moment here.
const SERVER_ENVIRONMENT = { MAKIMA_PARK_AFTER_MS: "200" };
const DAEMON_ENVIRONMENT = { MAKIMA_TOOL_WAIT_MS: "400", MAKIMA_MAX_TASKS: "8" };
const PATIENCE_MS = 60_000;

/** All of it is ended and removed after the last test of the file; what its programs said is shown when the test fails. */
export async function openStory(settings: StorySettings = {}): Promise<Story> {
  const root = await realpath(await mkdtemp(join(tmpdir(), "mk-story-")));
  const servers: TestServer[] = [];
  const daemons: TestDaemon[] = [];
  opened.push({ root, daemons });
  await mkdir(evidenceFolder(root), { recursive: true });
  const agentLog = join(evidenceFolder(root), "agents.ndjson");
  const database = await createTestDatabase();
  onTestFailed(async () => {
    process.stderr.write(await tellStory({ database, agentLog, servers, daemons }));
  });
  const repository = await makeRepository({ path: join(root, "repository"), ...settings.repository });
  const start = (place: number) => startStoryServer(settings, { place, servers, database });
  for (let place = 0; place < (settings.servers ?? 1); place++) servers[place] = await start(place);
  const client = clientOf(servers, 0);
  const story: Story = {
    root,
    database,
    repository,
    servers,
    daemons,
    client,
    startContract: (contract) => startContract(client, { repository: repository.path, ...contract }),
    agentLog: () => readAgentLog(agentLog),
    killServer: async (place = 0) => {
      const server = at(servers, place);
      server.program.kill("SIGKILL");
      await server.program.exited;
    },
    restartServer: async (place = 0) => {
      servers[place] = await start(place);
    },
    addDaemon: async (server = 0, machine) => {
      const daemon = await startDaemon({
        client: clientOf(servers, server),
        name: `daemon ${daemons.length + 1}`,
        home: join(root, `home-${daemons.length + 1}`),
        agents: { ...scriptedAgents(root, { agentLog, ...settings }), ...settings.agents },
        environment: {
          ...{ HOME: root, ...DAEMON_ENVIRONMENT, ...settings.daemonEnvironment },
          ...(machine === undefined ? {} : { MAKIMA_MACHINE: machine }),
        },
        ...(settings.daemonDiesAt === undefined || daemons.length > 0
          ? {}
          : { diesAt: settings.daemonDiesAt }),
      });
      daemons.push(daemon);
      return daemon;
    },
    checkHistory: (evidence = {}) =>
      settleHistory({
        ...evidence,
        ...{ databaseUrl: database.url, root, agentLog, daemons, repository: repository.path },
        secret: at(servers, 0).apiKey,
      }),
  };
  for (let place = 0; place < (settings.daemons ?? 1); place++)
    await story.addDaemon(Math.min(place, servers.length - 1));
  return story;
}

const opened: { root: string; daemons: readonly TestDaemon[] }[] = [];

afterAll(async () => {
  for (const { root, daemons } of opened.splice(0)) {
    await Promise.all(daemons.map((daemon) => daemon.kill()));
    await killAgents(root);
    await rm(root, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  }
});

/** Again at its place it takes up its home and its port; beside another it gets that one's key. */
function startStoryServer(
  { serverEnvironment = {} }: StorySettings,
  { place, servers, database }: { place: number; servers: readonly TestServer[]; database: TestDatabase },
): Promise<TestServer> {
  const former = servers[place];
  const apiKey = former?.apiKey ?? servers[0]?.apiKey;
  return startServer({
    database,
    ...(former === undefined ? {} : { home: former.home }),
    ...(apiKey === undefined ? {} : { apiKey }),
    environment: {
      ...SERVER_ENVIRONMENT,
      ...serverEnvironment,
      ...(former === undefined ? {} : { MAKIMA_PORT: new URL(former.url).port }),
    },
  });
}

function clientOf(servers: readonly TestServer[], place: number): Client {
  const { url, apiKey } = at(servers, place);
  return createClient({ url, apiKey, patienceMs: PATIENCE_MS, checkAnswers: true });
}

function at(servers: readonly TestServer[], place: number): TestServer {
  const server = servers[place];
  if (server === undefined) throw new Error(`the story has no server ${place}`);
  return server;
}

const evidenceFolder = (root: string): string => join(root, "evidence");

/** The product's own agent twice, with evidence: one that finds its sessions again, and one that forgets all with its process. */
function scriptedAgents(
  root: string,
  { agentLog, agentLauncher = [] }: { agentLog: string; agentLauncher?: readonly string[] },
): AgentSettings {
  const folder = evidenceFolder(root);
  const agent = (...flags: string[]) => ({
    driver: "acp" as const,
    command: [...agentLauncher, process.execPath, SCRIPTED_AGENT, "--log", agentLog, ...flags],
    env: {},
    stateFolders: [folder],
  });
  return {
    scripted: agent("--load", "--state", join(folder, "sessions")),
    "scripted-no-load": agent("--no-load"),
  };
}
