// Reads the program's settings once, from its flags or else its environment.
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";

export interface Config {
  /** Advertises `loadSession`: a client may load a session again, and its history is replayed. */
  load: boolean;
  /** Advertises `session/resume`: a client may take a session up again without a replay. */
  resume: boolean;
  /** Where sessions are kept when `load` or `resume` is on. */
  stateFolder: string;
  /** File of the evidence log; null keeps none. */
  logFile: string | null;
  /** It counts as logged in while this file is there; null: always. */
  loginFile: string | null;
  /** How long a tool call is tried again while its server is away. */
  toolRetryMs: number;
}

const fifteenMinutesMs = 900_000;

export function readConfig(args: string[] = process.argv.slice(2)): Config {
  const { values } = parseArgs({
    args,
    allowNegative: true,
    options: {
      load: { type: "boolean" },
      resume: { type: "boolean" },
      state: { type: "string" },
      log: { type: "string" },
      login: { type: "string" },
      "tool-retry-ms": { type: "string" },
    },
  });
  const { env } = process;
  const log = values.log ?? env["SCRIPTED_AGENT_LOG"];
  const login = values.login ?? env["SCRIPTED_AGENT_LOGIN"];
  return {
    load: values.load ?? env["SCRIPTED_AGENT_LOAD"] === "1",
    resume: values.resume ?? env["SCRIPTED_AGENT_RESUME"] === "1",
    stateFolder: resolve(values.state ?? env["SCRIPTED_AGENT_STATE"] ?? defaultStateFolder()),
    logFile: log === undefined ? null : resolve(log),
    loginFile: login === undefined ? null : resolve(login),
    toolRetryMs: readMilliseconds(values["tool-retry-ms"] ?? env["SCRIPTED_AGENT_TOOL_RETRY_MS"]),
  };
}

function defaultStateFolder(): string {
  return join(homedir(), ".local", "state", "makima-scripted-agent");
}

function readMilliseconds(text: string | undefined): number {
  if (text === undefined) return fifteenMinutesMs;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) {
    throw new Error(`--tool-retry-ms must be a whole number of milliseconds, not "${text}"`);
  }
  return value;
}
