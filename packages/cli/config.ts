// The settings: each from a flag, else the environment, else config.json, else its default, and it remembers from where.
import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { CliError } from "./cli-error.ts";
import { homeUnusable } from "./home-unusable.ts";

export type Flags = { home?: string; url?: string; port?: string; host?: string };

type Origin = "flag" | "environment" | "config.json" | "credentials.json" | "default";

type Setting = {
  name: SettingName;
  environment: string | null;
  value: string;
  origin: Origin;
};

const TABLE = {
  home: { environment: "MAKIMA_HOME", fallback: join(homedir(), ".makima") },
  port: { environment: "MAKIMA_PORT", fallback: "7420" },
  host: { environment: "MAKIMA_HOST", fallback: "127.0.0.1" },
  databaseUrl: { environment: "MAKIMA_DATABASE_URL", fallback: "" },
  url: { environment: "MAKIMA_URL", fallback: "" },
  apiKey: { environment: "MAKIMA_API_KEY", fallback: "" },
  toolWaitMs: { environment: "MAKIMA_TOOL_WAIT_MS", fallback: "10000" },
  leaseMs: { environment: "MAKIMA_LEASE_MS", fallback: "15000" },
  heartbeatMs: { environment: "MAKIMA_HEARTBEAT_MS", fallback: "5000" },
  parkAfterMs: { environment: "MAKIMA_PARK_AFTER_MS", fallback: "30000" },
  maxTasks: { environment: "MAKIMA_MAX_TASKS", fallback: "" },
  startsAtOnce: { environment: "MAKIMA_STARTS_AT_ONCE", fallback: "" },
  memoryReserveMb: { environment: "MAKIMA_MEMORY_RESERVE_MB", fallback: "" },
  contractTasks: { environment: "MAKIMA_CONTRACT_TASKS", fallback: "64" },
  crashesBeforeHold: { environment: "MAKIMA_CRASHES_BEFORE_HOLD", fallback: "5" },
  breakerTasks: { environment: "MAKIMA_BREAKER_TASKS", fallback: "3" },
  breakerPauseMs: { environment: "MAKIMA_BREAKER_PAUSE_MS", fallback: "5000" },
  refusalPauseMs: { environment: "MAKIMA_REFUSAL_PAUSE_MS", fallback: "5000" },
  refusalTries: { environment: "MAKIMA_REFUSAL_TRIES", fallback: "10" },
  loopRepeats: { environment: "MAKIMA_LOOP_REPEATS", fallback: "8" },
  machine: { environment: "MAKIMA_MACHINE", fallback: "" },
  blobUrl: { environment: "MAKIMA_BLOB_URL", fallback: "" },
  blobAccessKeyId: { environment: "MAKIMA_BLOB_ACCESS_KEY_ID", fallback: "" },
  blobSecretAccessKey: { environment: "MAKIMA_BLOB_SECRET_ACCESS_KEY", fallback: "" },
  blobRegion: { environment: "MAKIMA_BLOB_REGION", fallback: "us-east-1" },
  questionStaleMs: { environment: "MAKIMA_QUESTION_STALE_MS", fallback: "86400000" },
  outputLimitBytes: { environment: "MAKIMA_OUTPUT_LIMIT_BYTES", fallback: "268435456" },
  ballastBytes: { environment: "MAKIMA_BALLAST_BYTES", fallback: "" },
  privateHosts: { environment: "MAKIMA_PRIVATE_HOSTS", fallback: "" },
  sandbox: { environment: "MAKIMA_SANDBOX", fallback: "auto" },
} as const;

type SettingName = keyof typeof TABLE;

export type Config = {
  settings: readonly Setting[];
  /** Empty where a setting has no value and its default is worked out elsewhere. */
  value(name: SettingName): string;
  /** What a program that we start gets: our own environment, and the settings that came from elsewhere. */
  environment: Readonly<Record<string, string>>;
  /** True when a parent holds our standard input and ends us by closing it. */
  isHeldByParent: boolean;
};

/** Throws `BAD_CONFIG` for a config.json that is no object, and `HOME_UNUSABLE` where it cannot be looked for. */
export function readConfig(flags: Flags): Config {
  const home = resolve(flags.home ?? filled(process.env[TABLE.home.environment]) ?? TABLE.home.fallback);
  const file = readConfigFile(join(home, "config.json"));
  const settings = (Object.keys(TABLE) as SettingName[]).map((name) =>
    name === "home" ? homeSetting(flags, home) : settle({ name, flags, file }),
  );
  const value = (name: SettingName): string =>
    settings.find((setting) => setting.name === name)?.value ?? TABLE[name].fallback;
  return { settings, value, environment: environmentOf(settings), isHeldByParent: isHeld() };
}

function homeSetting(flags: Flags, value: string): Setting {
  const isGiven = filled(process.env[TABLE.home.environment]) !== undefined;
  const origin = flags.home !== undefined ? "flag" : isGiven ? "environment" : "default";
  return { name: "home", environment: TABLE.home.environment, value, origin };
}

type Source = { name: SettingName; flags: Flags; file: Readonly<Record<string, unknown>> };

function settle({ name, flags, file }: Source): Setting {
  const { environment, fallback } = TABLE[name];
  const flag = Object.entries(flags).find(([key]) => key === name)?.[1];
  if (flag !== undefined) return { name, environment, value: flag, origin: "flag" };
  const given = filled(process.env[environment]);
  if (given !== undefined) return { name, environment, value: given, origin: "environment" };
  const written = file[name];
  if (typeof written === "string" || typeof written === "number") {
    return { name, environment, value: String(written), origin: "config.json" };
  }
  return { name, environment, value: fallback, origin: "default" };
}

function environmentOf(settings: readonly Setting[]): Record<string, string> {
  const inherited = Object.entries(process.env).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  // The programs that we start have their own place for a key, and no use for ours.
  const ours = settings
    .filter(({ name, origin }) => name !== "apiKey" && name !== "url" && origin !== "default")
    .flatMap(({ environment, value }) => (environment === null ? [] : [[environment, value] as const]));
  const { MAKIMA_API_KEY: _key, MAKIMA_URL: _url, ...rest } = Object.fromEntries([...inherited, ...ours]);
  return rest;
}

function isHeld(): boolean {
  return process.env["MAKIMA_PARENT_CHANNEL"] === "stdin";
}

const filled = (text: string | undefined): string | undefined => (text === "" ? undefined : text);

function readConfigFile(path: string): Record<string, unknown> {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return {};
    throw homeUnusable(path, cause);
  }
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
  } catch (cause) {
    throw badConfig(path, { cause });
  }
  throw badConfig(path);
}

function badConfig(path: string, options?: ErrorOptions): CliError {
  return new CliError(
    { code: "BAD_CONFIG", message: `${path} is not a JSON object`, mend: "mend the file, or move it away" },
    options,
  );
}
