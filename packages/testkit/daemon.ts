// A real daemon process with a home of its own, joined by a real token; it can be killed, paused and started again.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Client } from "@makima/client";
import { type StartedProgram, startProgram } from "./ports/start-program.ts";

const DAEMON = fileURLToPath(import.meta.resolve("@makima/daemon/main"));
const DYING_DAEMON = fileURLToPath(new URL("dying-daemon.ts", import.meta.url));

/** As `config.json` of the home names them. */
export type AgentSettings = Readonly<
  Record<
    string,
    {
      driver: "acp" | "claude" | "codex";
      command: readonly string[];
      env: Record<string, string>;
      stateFolders: string[];
    }
  >
>;

export type TestDaemon = {
  id: string;
  name: string;
  home: string;
  pid(): number;
  hasExited(): boolean;
  /** Resolves when its present program is gone by itself: the exit code, or the signal that ended it. */
  died(): Promise<number | NodeJS.Signals>;
  /** SIGKILL; resolves when it is gone. */
  kill(): Promise<void>;
  /** SIGSTOP: it is there and does nothing, as on a laptop that sleeps. */
  pause(): void;
  resume(): void;
  /** Starts it again on the same home, by default on the server that it had; resolves when the server has taken it in. */
  restart(serverUrl?: string): Promise<void>;
  /** Orderly, as the end of its parent does. */
  stop(): Promise<void>;
  /** all that it has logged in all of its lives */
  log(): string;
};

export type StartDaemon = {
  client: Client;
  name: string;
  home: string;
  agents: AgentSettings;
  environment: Readonly<Record<string, string>>;
  /** kills itself in its first life when it gets there, for example at `record spooled: tool_call#2` */
  diesAt?: string;
};

/** Throws what the program said when it did not get ready. The caller ends it. */
export async function startDaemon({
  client,
  name,
  home,
  agents,
  environment,
  diesAt,
}: StartDaemon): Promise<TestDaemon> {
  await mkdir(home, { recursive: true });
  await writeFile(join(home, "config.json"), JSON.stringify({ daemonName: name, agents }));
  const { token } = await client.createJoinToken();
  let url = client.url;
  const programs: StartedProgram[] = [];
  const start = async (extra: Record<string, string>): Promise<string> => {
    const isFirst = programs.length === 0 && diesAt !== undefined;
    const program = startProgram(isFirst ? DYING_DAEMON : DAEMON, {
      args: isFirst ? [diesAt] : [],
      environment: {
        ...environment,
        ...extra,
        MAKIMA_HOME: home,
        MAKIMA_SERVER: url,
        MAKIMA_PARENT_CHANNEL: "stdin",
      },
    });
    programs.push(program);
    return readyId(program);
  };
  const id = await start({ MAKIMA_JOIN_TOKEN: token });
  const newest = (): StartedProgram => {
    const program = programs.at(-1);
    if (program === undefined) throw new Error("a daemon has a program");
    return program;
  };
  return {
    id,
    name,
    home,
    pid: () => newest().pid,
    hasExited: () => newest().hasExited(),
    died: () => newest().exited,
    kill: async () => {
      newest().kill("SIGKILL");
      await newest().exited;
    },
    pause: () => newest().kill("SIGSTOP"),
    resume: () => newest().kill("SIGCONT"),
    restart: async (serverUrl = url) => {
      url = serverUrl;
      await start({});
    },
    stop: async () => {
      newest().closeInput();
      await newest().exited;
    },
    log: () => programs.map((program) => program.errors()).join("\n--- the next life ---\n"),
  };
}

async function readyId(program: StartedProgram): Promise<string> {
  for await (const line of program.lines) {
    const said = JSON.parse(line) as { ready?: boolean; daemonId?: string };
    if (said.ready === true && said.daemonId !== undefined) return said.daemonId;
  }
  throw new Error(`the daemon ended (${await program.exited}) before it was ready: ${program.errors()}`);
}
