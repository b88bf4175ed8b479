// makima as it is shipped, as programs: a server on a database of this run, a daemon, and the scripted agent with its log of evidence.
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Client, createClient } from "@makima/client";
import { readCredentials } from "@makima/server/credentials";
import { openWorld } from "@makima/server/open-world";
import { type StartedProgram, startProgram } from "@makima/testkit/ports/start-program";
import { createDatabase } from "../create-database.ts";
import { sleep } from "../ports/clock.ts";
import { runProgram } from "../ports/run-program.ts";
import { type Daemons, openDaemons } from "./daemons.ts";
import { type Connection, worldConfig } from "./open-store.ts";
import { readiness } from "./readiness.ts";

export type Product = {
  client: Client;
  url: string;
  /** with all rights of the owner */
  apiKey: string;
  readonly server: StartedProgram;
  readonly daemon: StartedProgram;
  daemons: Daemons;
  /** SIGKILL, and again on the same home, port and database. Resolves when the program has been started, not when it is ready. */
  restartServer(): Promise<void>;
  /** a person's repository with one commit */
  repository: string;
  /** what the scripted agents received and did, a line of JSON each */
  agentLog: string;
  connection: Connection;
  /** Another daemon, with a home and a machine of its own. Gives its agents' log. */
  addMachine(): Promise<string>;
  close(): Promise<void>;
};

const locate = (program: string): string => fileURLToPath(import.meta.resolve(program));
const SERVER = locate("@makima/server/main");

const ENVIRONMENT = { MAKIMA_PARENT_CHANNEL: "stdin", MAKIMA_LOG_LEVEL: "warn" };

/** `environment` is for server and daemon. Throws what a program said when it did not start. */
export async function startProduct(of: {
  postgresUrl: string;
  name: string;
  environment?: Readonly<Record<string, string>>;
  /** programs that speak ACP, beside the scripted agent */
  agents?: Readonly<Record<string, readonly string[]>>;
}): Promise<Product> {
  const { postgresUrl, name, environment = {}, agents = {} } = of;
  const folder = await mkdtemp(join(tmpdir(), "makima-bench-home-"));
  const home = join(folder, "home");
  const agentLog = await configureAgent(home, agents);
  const repository = await makeRepository(join(folder, "repository"));
  const database = await createDatabase(postgresUrl, name);
  const common = { ...ENVIRONMENT, MAKIMA_HOME: home, ...environment };
  const server = { ...common, MAKIMA_DATABASE_URL: database.url };
  const first = startProgram(SERVER, { environment: { ...server, MAKIMA_PORT: "0" } });
  const { url, apiKey } = await readAccess(first, home);
  const client = createClient({ url, apiKey });
  const daemons = openDaemons({ client, environment: { ...common, MAKIMA_SERVER: url } });
  await daemons.join();
  let program = first;
  const world = openWorld(worldConfig(name), database.url);
  const connection = await world.db.connect();
  return {
    client,
    url,
    apiKey,
    get server() {
      return program;
    },
    get daemon() {
      const [daemon] = daemons.programs;
      if (daemon === undefined) throw new Error("a product has a daemon");
      return daemon;
    },
    daemons,
    restartServer: async () => {
      program.kill("SIGKILL");
      await program.exited;
      program = startProgram(SERVER, { environment: { ...server, MAKIMA_PORT: new URL(url).port } });
    },
    repository,
    agentLog,
    connection,
    addMachine: async () => {
      const other = join(folder, "other");
      const otherLog = await configureAgent(other);
      await daemons.join({ MAKIMA_HOME: other, MAKIMA_MACHINE: "other" });
      return otherLog;
    },
    close: async () => {
      await connection.end();
      await world.db.close();
      for (const each of [...daemons.programs, program]) await stop(each);
      await database.drop();
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function readAccess(server: StartedProgram, home: string): Promise<{ url: string; apiKey: string }> {
  const { url } = await readiness(server);
  if (url === undefined) throw new Error("the server told no address");
  const credentials = await readCredentials({ home });
  if (credentials === null) throw new Error("the server wrote no key");
  return { url, apiKey: credentials.apiKey };
}

async function stop(program: StartedProgram): Promise<void> {
  program.closeInput();
  await Promise.race([program.exited, sleep(10_000)]);
  program.kill("SIGKILL");
  await program.exited;
}

/** A contract that starts at once, and whose supervisor follows these steps. */
export async function startScripted(
  { client, repository }: Product,
  steps: readonly object[],
): Promise<{ contractId: string }> {
  const goal = `Do this.\n\n\`\`\`makima-script\n${JSON.stringify({ steps })}\n\`\`\`\n`;
  const { id, repository: checked } = await client.createContract({
    goal,
    repository: { path: repository },
    supervisorAgent: "scripted",
    autoStart: true,
  });
  if (checked.problem !== null) throw new Error(checked.problem.message);
  return { contractId: id };
}

/** The scripted agent as the daemon has it by itself, and with a log. */
async function configureAgent(
  home: string,
  others: Readonly<Record<string, readonly string[]>> = {},
): Promise<string> {
  const state = join(home, "daemon", "agents", "scripted");
  await mkdir(state, { recursive: true });
  const agentLog = join(state, "evidence.log");
  await writeFile(agentLog, "");
  const program = locate("@makima/scripted-agent/main");
  const command = [process.execPath, program, "--load", "--state", state, "--log", agentLog];
  const besides = Object.entries(others).map(([name, it]) => [name, { driver: "acp", command: it }]);
  const agents = {
    scripted: { driver: "acp", command, stateFolders: [state] },
    ...(Object.fromEntries(besides) as object),
  };
  await writeFile(join(home, "config.json"), JSON.stringify({ agents }));
  return agentLog;
}

async function makeRepository(folder: string): Promise<string> {
  await mkdir(folder);
  await writeFile(join(folder, "a.txt"), "a\n");
  const person = ["-c", "user.name=Person", "-c", "user.email=person@localhost"];
  for (const args of [
    ["init", "-q", "-b", "main"],
    ["add", "-A"],
    [...person, "commit", "-q", "-m", "first"],
  ]) {
    await runProgram({ command: "git", args, cwd: folder });
  }
  return folder;
}
