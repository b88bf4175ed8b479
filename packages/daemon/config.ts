// Reads the daemon's settings once: from the environment, else `config.json` of the home, else their defaults.
import { existsSync, readFileSync } from "node:fs";
import { availableParallelism, homedir, hostname, totalmem } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { z } from "zod";
import { agentVariables } from "./agents/agent-kinds.ts";
import { withOwnVariables } from "./agents/own-variables.ts";

const agent = z.strictObject({
  driver: z.enum(["acp", "claude", "codex"]),
  command: z.tuple([z.string().min(1)], z.string()),
  env: z.record(z.string(), z.string()).default({}),
  /** Folders that the agent keeps its own state in; a sandbox lets it write there. `~` is the home folder. */
  stateFolders: z.array(z.string()).default([]),
});
export type AgentConfig = z.infer<typeof agent>;

const file = z.looseObject({
  server: z.string().optional(),
  daemonName: z.string().optional(),
  machine: z.string().min(1).max(200).optional(),
  maxTasks: z.int().min(1).optional(),
  startsAtOnce: z.int().min(1).optional(),
  memoryReserveMb: z.int().min(0).optional(),
  toolWaitMs: z.int().min(0).optional(),
  outputLimitBytes: z.int().min(0).optional(),
  sandbox: z.enum(["auto", "require", "off"]).optional(),
  privateHosts: z.string().optional(),
  agents: z.record(z.string().min(1).max(100), agent).default({}),
});

export interface DaemonConfig {
  /** `MAKIMA_HOME/daemon`: everything that this daemon keeps. */
  readonly folder: string;
  /** The whole home, which a sandbox hides from agents. */
  readonly home: string;
  readonly serverUrl: string;
  /** Needed once, while the daemon has no identity yet. */
  readonly joinToken: string | null;
  readonly name: string;
  /** Names this machine instead of its own id; daemons with the same name see the same paths. */
  readonly machine: string | null;
  readonly maxTasks: number;
  /** How many agents it starts at the same time. */
  readonly startsAtOnce: number;
  /** While less memory than this is free, no agent is started. */
  readonly memoryReserveMb: number;
  readonly toolWaitMs: number;
  /** How much of a task's output is kept whole. */
  readonly outputLimitBytes: number;
  readonly sandbox: "auto" | "require" | "off";
  readonly agents: Readonly<Record<string, AgentConfig>>;
  readonly spoolBytes: number;
  readonly logLevel: string;
  /** True when the end of standard input is the end of the parent. */
  readonly hasParentChannel: boolean;
  /** Hosts in this machine's own network that repositories may be at, in small letters; `*`: all. */
  readonly privateHosts: readonly string[];
  /** What agents may know of our environment. */
  readonly agentEnvironment: Readonly<Record<string, string>>;
  /** What the person's own git may know of our environment, when it talks to their remotes. */
  readonly personEnvironment: Readonly<Record<string, string>>;
  readonly searchPath: string;
}

const passedOn = ["PATH", "HOME", "LANG", "LC_ALL", "TERM", "TMPDIR", "USER", "SHELL"];

// Where git, ssh and credential helpers look for what is the person's: their home and configuration, agents' sockets, proxies, certificates.
const personsOwn = [
  ...["HOME", "USER", "LOGNAME", "SHELL", "TMPDIR", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR"],
  ...["SSH_AUTH_SOCK", "SSH_AGENT_PID", "DBUS_SESSION_BUS_ADDRESS", "GNUPGHOME", "KRB5CCNAME"],
  ...[
    "GIT_CONFIG_GLOBAL",
    "GIT_CONFIG_SYSTEM",
    "GIT_CONFIG_NOSYSTEM",
    "GIT_SSH",
    "GIT_SSH_COMMAND",
    "GIT_SSH_VARIANT",
  ],
  ...["GIT_SSL_CAINFO", "GIT_SSL_CAPATH", "SSL_CERT_FILE", "SSL_CERT_DIR"],
  ...[
    "http_proxy",
    "https_proxy",
    "all_proxy",
    "no_proxy",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "ALL_PROXY",
    "NO_PROXY",
  ],
];

/** Throws `Error` with a sentence that names the setting. */
export function readConfig(): DaemonConfig {
  const { env } = process;
  const home = resolve(env["MAKIMA_HOME"] ?? join(homedir(), ".makima"));
  const settings = readFile(join(home, "config.json"));
  const folder = join(home, "daemon");
  return {
    home,
    folder,
    serverUrl: env["MAKIMA_SERVER"] ?? settings.server ?? "http://127.0.0.1:7420",
    joinToken: env["MAKIMA_JOIN_TOKEN"] ?? null,
    name: env["MAKIMA_DAEMON_NAME"] ?? settings.daemonName ?? hostname(),
    machine: env["MAKIMA_MACHINE"] ?? settings.machine ?? null,
    maxTasks: readWhole("MAKIMA_MAX_TASKS") ?? settings.maxTasks ?? tasksForThisMachine(),
    startsAtOnce: Math.max(
      1,
      readWhole("MAKIMA_STARTS_AT_ONCE") ?? settings.startsAtOnce ?? availableParallelism(),
    ),
    memoryReserveMb:
      readWhole("MAKIMA_MEMORY_RESERVE_MB") ?? settings.memoryReserveMb ?? reserveOfThisMachine(),
    toolWaitMs: readWhole("MAKIMA_TOOL_WAIT_MS") ?? settings.toolWaitMs ?? 10_000,
    outputLimitBytes:
      readWhole("MAKIMA_OUTPUT_LIMIT_BYTES") ?? settings.outputLimitBytes ?? 256 * 1024 * 1024,
    sandbox: z.enum(["auto", "require", "off"]).parse(env["MAKIMA_SANDBOX"] ?? settings.sandbox ?? "auto"),
    privateHosts: listed(env["MAKIMA_PRIVATE_HOSTS"] ?? settings.privateHosts ?? ""),
    agents: withOwnVariables(
      { scripted: scriptedAgent(folder), ...knownAgents(env), ...settings.agents },
      chosen(env, agentVariables),
    ),
    spoolBytes: readWhole("MAKIMA_SPOOL_BYTES") ?? 512 * 1024 * 1024,
    logLevel: env["MAKIMA_LOG_LEVEL"] ?? "info",
    hasParentChannel: env["MAKIMA_PARENT_CHANNEL"] === "stdin",
    agentEnvironment: chosen(env, passedOn),
    personEnvironment: chosen(env, personsOwn),
    searchPath: env["PATH"] ?? "/usr/local/bin:/usr/bin:/bin",
  };
}

function chosen(env: NodeJS.ProcessEnv, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])));
}

const listed = (text: string): string[] =>
  text
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((word) => word !== "");

function readFile(path: string): z.infer<typeof file> {
  try {
    return file.parse(JSON.parse(readFileSync(path, "utf8")));
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return file.parse({});
    const problem = cause instanceof z.ZodError ? z.prettifyError(cause) : String(cause);
    throw new Error(`${path} cannot be used: ${problem}`, { cause });
  }
}

function readWhole(name: string): number | undefined {
  const text = process.env[name];
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0)
    throw new Error(`${name} must be a whole number, not "${text}"`);
  return value;
}

/** The agent that comes with the product: an ordinary ACP program, started by the node that runs us. */
function scriptedAgent(folder: string): AgentConfig {
  const program = join(import.meta.dirname, "..", "scripted-agent", "main.ts");
  const state = join(folder, "agents", "scripted");
  return {
    driver: "acp",
    command: [process.execPath, program, "--load", "--state", state],
    env: {},
    stateFolders: [state],
  };
}

type KnownAgent = Pick<AgentConfig, "driver" | "command" | "stateFolders"> & {
  /** Names its state folder in the person's environment, and is passed on. */
  readonly homeVariable?: string;
};

// Agents that people have, with the folders that they keep their state and login in.
const KNOWN_AGENTS: Readonly<Record<string, KnownAgent>> = {
  claude: {
    driver: "claude",
    command: ["claude"],
    stateFolders: ["~/.claude"],
    homeVariable: "CLAUDE_CONFIG_DIR",
  },
  codex: {
    driver: "codex",
    command: ["codex"],
    stateFolders: ["~/.codex"],
    homeVariable: "CODEX_HOME",
  },
  gemini: { driver: "acp", command: ["gemini", "--acp"], stateFolders: ["~/.gemini"] },
  opencode: {
    driver: "acp",
    command: ["opencode", "acp"],
    stateFolders: [
      "~/.local/share/opencode",
      "~/.local/state/opencode",
      "~/.config/opencode",
      "~/.cache/opencode",
    ],
  },
};

/** Those whose program is on PATH. */
function knownAgents(env: NodeJS.ProcessEnv): Record<string, AgentConfig> {
  const folders = (env["PATH"] ?? "").split(delimiter);
  const isThere = ([program]: readonly string[]) =>
    folders.some((folder) => existsSync(join(folder, program ?? "")));
  return Object.fromEntries(
    Object.entries(KNOWN_AGENTS)
      .filter(([, { command }]) => isThere(command))
      .map(([name, { homeVariable = "", stateFolders, ...known }]) => {
        const home = env[homeVariable];
        const moved = home === undefined ? { env: {}, stateFolders } : movedTo(homeVariable, home);
        return [name, { ...known, ...moved }];
      }),
  );
}

const movedTo = (name: string, home: string) => ({ env: { [name]: home }, stateFolders: [home] });

/** An agent takes a core now and then, and up to 1 GB of memory. */
function tasksForThisMachine(): number {
  const byMemory = Math.floor(totalmem() / 2 ** 30);
  return Math.max(2, Math.min(availableParallelism() * 2, byMemory));
}

/** What a system and its agents need to go on while one of them grows. */
const reserveOfThisMachine = (): number => Math.min(512, Math.floor(totalmem() / 2 ** 20 / 10));
