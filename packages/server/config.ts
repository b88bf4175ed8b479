// The server's settings, shaped once: from the environment, else config.json of the home, else the default.
import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { z } from "zod";

const whole = z.coerce.number().int();

const settings = z.object({
  home: z.string().min(1),
  port: whole.min(0).max(65_535).default(7420),
  host: z.string().min(1).default("127.0.0.1"),
  /** null: a PostgreSQL of our own in the home */
  databaseUrl: z.string().min(1).nullable().default(null),
  /** where the data of `databaseUrl` is, for a database on this machine: the space on its disk is watched */
  databaseFolder: z.string().min(1).nullable().default(null),
  /** kept back on the database's disk for the time when it is full; null: up to 64 MB, by the disk; 0: none, and no watch */
  ballastBytes: whole.min(0).nullable().default(null),
  leaseMs: whole.min(500).default(15_000),
  heartbeatMs: whole.min(50).default(5_000),
  parkAfterMs: whole.min(0).default(30_000),
  /** so many runs in a row that their agent lost before a turn ended hold their task for a person */
  crashesBeforeHold: whole.min(1).default(5),
  /** so many tasks in a row that an agent does not come up for on a daemon, and it is tried with one at a time */
  breakerTasks: whole.min(1).default(3),
  /** the pause before that one; it doubles */
  breakerPauseMs: whole.min(1).default(5_000),
  /** the pause after the first refusal by an overloaded provider; it doubles. A limit whose end is not told waits twelve times as long */
  refusalPauseMs: whole.min(1).default(5_000),
  /** so many refusals by an overloaded provider in a row, and a person is asked */
  refusalTries: whole.min(1).default(10),
  /** so many times the same without progress, one after the other, are reported as a loop */
  loopRepeats: whole.min(2).default(8),
  /** workers and reviewers of one contract that have a turn at the same time */
  contractTasks: whole.min(1).default(64),
  /** how long the worktree of a finished task stays before it goes to the trash can */
  worktreeKeepMs: whole.min(0).default(3 * 86_400_000),
  /** the same where its result is not merged */
  worktreeKeepUnmergedMs: whole.min(0).default(14 * 86_400_000),
  /** what all worktrees of one daemon may take; past that those of finished tasks go sooner, the oldest first */
  worktreeDiskMb: whole.min(0).default(20_480),
  questionStaleMs: whole.min(0).default(86_400_000),
  connections: whole.min(2).max(200).default(16),
  patienceMs: whole.min(0).default(10_000),
  /** what one caller may ask for in a second; there to stop a loop gone wild, not a busy program */
  requestsPerSecond: whole.min(1).default(20_000),
  /** Host headers that are served beside the address that it listens on, as host or host:port */
  allowedHosts: z.array(z.string()).default([]),
  /** where bundles are kept: http(s)://host/bucket of an S3-compatible store; null: in the database */
  blobUrl: z
    .url({ protocol: /^https?$/ })
    .nullable()
    .default(null),
  blobAccessKeyId: z.string().min(1).nullable().default(null),
  blobSecretAccessKey: z.string().min(1).nullable().default(null),
  blobRegion: z.string().min(1).default("us-east-1"),
  logLevel: z.enum(["trace", "debug", "info", "warn", "error", "silent"]).default("info"),
  /** the parent's channel: when it closes, the server ends */
  parentChannel: z.enum(["none", "stdin"]).default("none"),
});
export type Config = z.infer<typeof settings>;

/** Reads the settings. Throws a ZodError that names the setting which is wrong. */
export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const home = env["MAKIMA_HOME"] ?? join(homedir(), ".makima");
  const file = join(home, "config.json");
  const stored: unknown = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
  const fromFile = settings.omit({ home: true }).partial().parse(stored);
  const fromEnv = {
    home,
    port: env["MAKIMA_PORT"],
    host: env["MAKIMA_HOST"],
    databaseUrl: env["MAKIMA_DATABASE_URL"],
    databaseFolder: env["MAKIMA_DATABASE_FOLDER"],
    ballastBytes: env["MAKIMA_BALLAST_BYTES"],
    leaseMs: env["MAKIMA_LEASE_MS"],
    heartbeatMs: env["MAKIMA_HEARTBEAT_MS"],
    parkAfterMs: env["MAKIMA_PARK_AFTER_MS"],
    crashesBeforeHold: env["MAKIMA_CRASHES_BEFORE_HOLD"],
    breakerTasks: env["MAKIMA_BREAKER_TASKS"],
    breakerPauseMs: env["MAKIMA_BREAKER_PAUSE_MS"],
    refusalPauseMs: env["MAKIMA_REFUSAL_PAUSE_MS"],
    refusalTries: env["MAKIMA_REFUSAL_TRIES"],
    loopRepeats: env["MAKIMA_LOOP_REPEATS"],
    contractTasks: env["MAKIMA_CONTRACT_TASKS"],
    worktreeKeepMs: env["MAKIMA_WORKTREE_KEEP_MS"],
    worktreeKeepUnmergedMs: env["MAKIMA_WORKTREE_KEEP_UNMERGED_MS"],
    worktreeDiskMb: env["MAKIMA_WORKTREE_DISK_MB"],
    questionStaleMs: env["MAKIMA_QUESTION_STALE_MS"],
    connections: env["MAKIMA_DATABASE_CONNECTIONS"],
    patienceMs: env["MAKIMA_DATABASE_PATIENCE_MS"],
    requestsPerSecond: env["MAKIMA_REQUESTS_PER_SECOND"],
    allowedHosts: env["MAKIMA_ALLOWED_HOSTS"]?.split(",").filter((host) => host !== ""),
    blobUrl: env["MAKIMA_BLOB_URL"],
    blobAccessKeyId: env["MAKIMA_BLOB_ACCESS_KEY_ID"],
    blobSecretAccessKey: env["MAKIMA_BLOB_SECRET_ACCESS_KEY"],
    blobRegion: env["MAKIMA_BLOB_REGION"],
    logLevel: env["MAKIMA_LOG_LEVEL"],
    parentChannel: env["MAKIMA_PARENT_CHANNEL"],
  };
  const given = Object.fromEntries(Object.entries(fromEnv).filter(([, value]) => value !== undefined));
  return settings.parse({ ...fromFile, ...given });
}
