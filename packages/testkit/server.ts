// A real server process on a test database, with an owner and a key.
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Client, createClient } from "@makima/client";
import { afterAll } from "vitest";
import { createTestDatabase, type TestDatabase } from "./database.ts";
import { type StartedProgram, startProgram } from "./ports/start-program.ts";

const SERVER = fileURLToPath(import.meta.resolve("@makima/server/main"));

export type TestServer = {
  url: string;
  apiKey: string;
  client: Client;
  home: string;
  database: TestDatabase;
  program: StartedProgram;
  /** Ends it orderly, and gives its exit code. */
  stop(): Promise<number | NodeJS.Signals>;
};

export type StartServer = {
  /** a new one when there is none */
  database?: TestDatabase;
  /** of a server that ran before, to start it again; else a new folder, which is gone after the test */
  home?: string;
  /** of another server on the same database */
  apiKey?: string;
  environment?: Readonly<Record<string, string>>;
  args?: readonly string[];
};

/** Whatever still runs after the last test of the file is killed. Throws what the program said when it did not start. */
export async function startServer(options: StartServer = {}): Promise<TestServer> {
  const database = options.database ?? (await createTestDatabase());
  const home = options.home ?? (await newHome());
  const program = startProgram(SERVER, {
    args: options.args ?? [],
    environment: {
      MAKIMA_HOME: home,
      MAKIMA_PORT: "0",
      MAKIMA_DATABASE_URL: database.url,
      MAKIMA_PARENT_CHANNEL: "stdin",
      ...options.environment,
    },
  });
  cleanups.push(async () => {
    program.kill("SIGKILL");
    await program.exited;
  });
  const url = await readyUrl(program);
  const apiKey = options.apiKey ?? (await keyIn(home));
  return {
    url,
    apiKey,
    client: createClient({ url, apiKey, checkAnswers: true }),
    home,
    database,
    program,
    stop: () => {
      program.kill("SIGTERM");
      return program.exited;
    },
  };
}

const cleanups: (() => Promise<void>)[] = [];

afterAll(async () => {
  // Programs first, and then the folders that they write to.
  for (const cleanUp of cleanups.splice(0).toReversed()) await cleanUp();
});

async function newHome(): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), "mk-home-"));
  cleanups.unshift(() => rm(home, { recursive: true, force: true }));
  return home;
}

async function readyUrl(program: StartedProgram): Promise<string> {
  for await (const line of program.lines) {
    const said = JSON.parse(line) as { ready?: boolean; url?: string };
    if (said.ready === true && said.url !== undefined) return said.url;
  }
  throw new Error(`the server ended (${await program.exited}) before it was ready: ${program.errors()}`);
}

async function keyIn(home: string): Promise<string> {
  const { apiKey } = JSON.parse(await readFile(join(home, "credentials.json"), "utf8")) as { apiKey: string };
  return apiKey;
}
