// The page of the server's settings: names, variables and defaults as the program itself has them.

import { type Config, readConfig } from "@makima/server/config";

// Its own defaults follow the machine that it is on, so that they are told here in words.
const DAEMON = [
  "# Settings of the daemon",
  "",
  "| setting | environment | default |",
  "|---|---|---|",
  "| `server` | `MAKIMA_SERVER` | `http://127.0.0.1:7420` |",
  "| `daemonName` | `MAKIMA_DAEMON_NAME` | the machine's name |",
  "| `maxTasks` | `MAKIMA_MAX_TASKS` | twice the cores, and not more than 1 for each GB of memory |",
  "| `toolWaitMs` | `MAKIMA_TOOL_WAIT_MS` | `10000` |",
  "| `outputLimitBytes`: how much of a task's output is kept whole | `MAKIMA_OUTPUT_LIMIT_BYTES` | `268435456` |",
  "| `privateHosts`: hosts in its own network that repositories may be at, `*` for all | `MAKIMA_PRIVATE_HOSTS` | none |",
  "| `sandbox` | `MAKIMA_SANDBOX` | `auto` |",
  "| how much may wait on disk for the server | `MAKIMA_SPOOL_BYTES` | `536870912` |",
];

const HOME = "~/.makima";
/** A value that is no setting's default. */
const PROBE = "4242";

export function configPage(): string {
  const defaults = readConfig({ MAKIMA_HOME: HOME });
  const variables = new Map(variablesRead().map((variable) => [settingOf(variable, defaults), variable]));
  const rows = Object.entries(defaults).map(
    ([name, value]) => `| \`${name}\` | \`${variables.get(name) ?? "–"}\` | \`${JSON.stringify(value)}\` |`,
  );
  return [
    "# Settings of the server",
    "",
    "A setting comes from the environment, else from `server` in `config.json` of the home, else it has its default.",
    "",
    "| setting | environment | default |",
    "|---|---|---|",
    ...rows,
    "",
    ...DAEMON,
    "",
  ].join("\n");
}

/** The variables that the program asks its environment for. */
function variablesRead(): string[] {
  const asked = new Set<string>();
  readConfig(
    new Proxy<NodeJS.ProcessEnv>(
      {},
      {
        get: (_target, name) => {
          asked.add(String(name));
          return name === "MAKIMA_HOME" ? HOME : undefined;
        },
      },
    ),
  );
  return [...asked];
}

/** The setting that changes with the variable, or that refuses its value. */
function settingOf(variable: string, defaults: Config): string {
  try {
    const changed: object = readConfig({ MAKIMA_HOME: HOME, [variable]: PROBE });
    const before = new Map<string, unknown>(Object.entries(defaults));
    const found = Object.entries(changed).find(
      ([name, value]) => JSON.stringify(value) !== JSON.stringify(before.get(name)),
    );
    return found?.[0] ?? "";
  } catch (error) {
    if (!(error instanceof Error && "issues" in error && Array.isArray(error.issues))) throw error;
    const [issue] = error.issues as { path: string[] }[];
    return issue?.path[0] ?? "";
  }
}
