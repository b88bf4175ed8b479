// Starts an agent's program: in its own group and session, in a sandbox where there is one, in a scrubbed environment.
import { mkdir } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import type { AgentConfig } from "../config.ts";
import { type StartedProcess, startProcess } from "../ports/processes.ts";
import { randomId } from "../ports/randomness.ts";
import type { ProcessRecords } from "./process-records.ts";
import { killTree, markName, signalTree, type TreeRoot } from "./process-tree.ts";
import { type Sandbox, secretFolders } from "./sandbox.ts";

export interface LaunchParts {
  readonly records: ProcessRecords;
  readonly sandbox: Sandbox;
  readonly folder: string;
  readonly home: string;
  readonly agentEnvironment: Readonly<Record<string, string>>;
}

export interface LaunchedAgent {
  readonly process: StartedProcess;
  /** It runs in our sandbox, and needs none of its own. */
  readonly isSandboxed: boolean;
  /** All of these reach every process that the agent started. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  terminate(): Promise<void>;
  kill(): Promise<void>;
}

/** A command of the person's own, a script around the agent, say, cannot be given other words. */
export class CommandLacksWord extends Error {
  override readonly name = "CommandLacksWord";

  constructor(word: string) {
    super(`its command in config.json has no word "${word}"`);
  }
}

/** Throws `StartError` when the program cannot be started, and `CommandLacksWord`. */
export async function launchAgent(
  parts: LaunchParts,
  call: {
    agent: AgentConfig;
    name: string;
    cwd: string;
    objectsPath: string;
    /** of this run alone; the agent may write it */
    folder?: string;
    args?: readonly string[];
    env?: Readonly<Record<string, string>>;
    envOutsideSandbox?: Readonly<Record<string, string>>;
    instead?: { readonly word: string; readonly by: readonly string[] };
  },
): Promise<LaunchedAgent> {
  const mark = randomId();
  const temporary = join(parts.folder, "agents", "tmp");
  await mkdir(temporary, { recursive: true, mode: 0o700 });
  const states = stateFolders(call.agent, { name: call.name, home: homedir() });
  for (const state of call.agent.stateFolders)
    await mkdir(expandHome(state), { recursive: true, mode: 0o700 });
  const [command, ...args] = parts.sandbox.wrap({
    command: commandOf(call),
    cwd: call.cwd,
    policy: {
      writable: [call.cwd, temporary, ...states, ...(call.folder === undefined ? [] : [call.folder])],
      readable: [call.objectsPath],
      hidden: [parts.home, ...secretFolders(homedir())],
    },
  });
  await parts.records.announce(mark);
  const env = {
    ...parts.agentEnvironment,
    ...(parts.sandbox.isOn ? { TMPDIR: temporary } : {}),
    ...call.agent.env,
    ...call.env,
    ...(parts.sandbox.isOn ? {} : call.envOutsideSandbox),
    [markName]: mark,
  };
  const process = await startProcess({ command, args, cwd: call.cwd, env });
  await parts.records.started({ mark, pid: process.pid });
  return {
    process,
    isSandboxed: parts.sandbox.isOn,
    ...controls({ pid: process.pid, mark }, () => parts.records.ended(mark)),
  };
}

type Command = AgentConfig["command"];

function commandOf({
  agent: { command },
  args = [],
  instead,
}: {
  agent: { command: Command };
  args?: readonly string[];
  instead?: { readonly word: string; readonly by: readonly string[] };
}): Command {
  const [program, ...words] = command;
  if (instead === undefined) return [program, ...words, ...args];
  const at = words.indexOf(instead.word);
  if (at === -1) throw new CommandLacksWord(instead.word);
  return [program, ...words.toSpliced(at, 1, ...instead.by), ...args];
}

function controls(
  root: TreeRoot,
  tellEnd: () => Promise<void>,
): Pick<LaunchedAgent, "pause" | "resume" | "terminate" | "kill"> {
  let end: Promise<void> | null = null;
  return {
    pause: () => signalTree(root, "SIGSTOP"),
    resume: () => signalTree(root, "SIGCONT"),
    terminate: () => signalTree(root, "SIGTERM"),
    kill: () => (end ??= killTree(root).then(tellEnd)),
  };
}

/** The declared ones, and where programs of this name keep their things by custom. */
function stateFolders(agent: AgentConfig, { name, home }: { name: string; home: string }): string[] {
  const customary = [".", ".config/", ".cache/", ".local/share/", ".local/state/"];
  return [
    ...agent.stateFolders.map(expandHome),
    ...customary.map((prefix) => join(home, `${prefix}${name}`)),
  ];
}

function expandHome(path: string): string {
  return path === "~" || path.startsWith("~/") ? join(homedir(), path.slice(1)) : path;
}
