// One life of the server: adopt the one that runs, or start it as our direct child, until it has ended.
import { open, readFile, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { createDataFolder, databaseName, superuser } from "./create-data-folder.ts";
import { endProcesses } from "./end-processes.ts";
import { unlessMissing } from "./file-error.ts";
import { findRunning } from "./find-running.ts";
import { type OpenHome, postgresCommand } from "./open-home.ts";
import { sleep } from "./ports/clock.ts";
import { identifyProcess, isAlive, type ProcessIdentity } from "./ports/process-table.ts";
import { type ProcessExit, type StartedProcess, signalProcess, startProcess } from "./ports/processes.ts";
import { PostgresError } from "./postgres-error.ts";
import { readPostmasterFile } from "./read-postmaster-file.ts";
import { makeSocketFolder, port, removeSocketFolder, socketName } from "./socket-folder.ts";

/** Names and values of PostgreSQL's own settings. */
export type PostgresSettings = Readonly<Record<string, string>>;

/** `smart` waits for all clients to leave, `fast` sends them away, `immediate` leaves a recovery to the next start. */
export type StopMode = "smart" | "fast" | "immediate";

/** How a server ended. An adopted one is nobody's child here, so its exit code is not known. */
export type PostgresExit = ({ kind: "child" } & ProcessExit) | { kind: "adopted" };

export type RunningPostgres = {
  /** For `pg` and libpq: `postgresql://makima@<socket folder, escaped>/makima`. */
  url: string;
  /** The same as fields; `host` is the folder of the Unix socket. */
  config: { host: string; port: number; user: string; database: string };
  pid: number;
  adopted: boolean;
  logFile: string;
  /** Resolves when the process has ended, whoever ended it. */
  exited: Promise<PostgresExit>;
  /** Ends the server, an adopted one too, and resolves when it is gone. */
  stop(mode: StopMode): Promise<void>;
};

const stopSignals = { smart: "SIGTERM", fast: "SIGINT", immediate: "SIGQUIT" } as const;
const logLimitBytes = 8 * 1024 * 1024;

/** What a caller may override. */
const defaultSettings: PostgresSettings = {
  shared_buffers: "128MB",
  max_connections: "200",
  fsync: "on",
  synchronous_commit: "on",
  full_page_writes: "on",
  timezone: "UTC",
  log_timezone: "UTC",
  log_checkpoints: "off",
};

export type Launch = { home: OpenHome; settings?: PostgresSettings; signal?: AbortSignal };

/**
 * An adopted server keeps the settings that it was started with. Throws every `PostgresError` of a data folder, and
 * `START_FAILED` with the last lines of the log; an aborted `signal` ends the start and throws its reason.
 */
export async function launchPostgres({ home, settings, signal }: Launch): Promise<RunningPostgres> {
  signal?.throwIfAborted();
  const found = await findRunning(home, signal);
  if (found) {
    return running({ home, ...found, exited: endOf(found.identity), adopted: true });
  }
  await createDataFolder(home);
  await makeSocketFolder(home.socketFolder, home.account);
  await clearRemains(home);
  signal?.throwIfAborted();
  const child = await startServer(home, settings);
  const identity = await untilReady({ home, child, ...(signal ? { signal } : {}) }).catch(
    async (error: unknown) => {
      await removeSocketFolder(home.socketFolder);
      throw error;
    },
  );
  const exited = child.exited.then((exit): PostgresExit => ({ kind: "child", ...exit }));
  return running({ home, identity, exited, adopted: false, socketFolder: home.socketFolder });
}

/**
 * PostgreSQL refuses to start while the number in an old lock file is anybody's, be it another program's or the zombie
 * of its predecessor that no init has reaped. We know better by now, so both lock files go. It still refuses when an
 * old backend holds the shared memory, which it finds by the data folder's inode.
 */
async function clearRemains(home: OpenHome): Promise<void> {
  await endProcesses([{ program: "postgres", folder: home.dataFolder }], 1_000);
  await rm(join(home.dataFolder, "postmaster.pid"), { force: true });
  await rm(join(home.socketFolder, `${socketName}.lock`), { force: true });
}

async function startServer(home: OpenHome, settings: PostgresSettings = {}): Promise<StartedProcess> {
  // What comes last counts: the socket is never the caller's to move.
  const ours = { listen_addresses: "", unix_socket_directories: home.socketFolder, port: String(port) };
  const all = { ...defaultSettings, ...settings, ...ours, unix_socket_permissions: "0700" };
  const args = Object.entries(all).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const log = await openLog(home.logFile);
  try {
    return await startProcess(
      postgresCommand(home, { program: "postgres", args: ["-D", home.dataFolder, ...args] }),
      log.fd,
    );
  } finally {
    await log.close();
  }
}

/** The log is turned over at a start, so one life may exceed the limit but no number of lives does. */
async function openLog(file: string) {
  const size = (await unlessMissing(stat(file)))?.size ?? 0;
  if (size > logLimitBytes) await rename(file, `${file}.1`);
  return open(file, "a", 0o600);
}

/** PostgreSQL says `ready` in its pid file, which costs no connection. A recovery may take its time. */
async function untilReady({
  home,
  child,
  signal,
}: {
  home: OpenHome;
  child: StartedProcess;
  signal?: AbortSignal;
}) {
  let exit: ProcessExit | null = null;
  const ended = child.exited.then((value) => {
    exit = value;
  });
  while (exit === null) {
    const file = await readPostmasterFile(home.dataFolder);
    if (file?.pid === child.pid && file.status === "ready") {
      const identity = await identifyProcess(child.pid);
      if (identity !== null) return identity;
    }
    if (signal?.aborted) {
      signalProcess(child.pid, "SIGQUIT");
      await ended;
      signal.throwIfAborted();
    }
    await sleep(5);
  }
  throw startFailed({ exit, logFile: home.logFile, lines: await lastLines(home.logFile) });
}

function startFailed({
  exit,
  logFile,
  lines,
}: {
  exit: ProcessExit;
  logFile: string;
  lines: string;
}): PostgresError {
  return new PostgresError(
    "START_FAILED",
    `PostgreSQL ended while it started (exit ${exit.code ?? exit.signal}). ` +
      `Mend what the last lines of ${logFile} say and start again:\n${lines}`,
  );
}

async function lastLines(file: string): Promise<string> {
  const text = await unlessMissing(readFile(file, "utf8"));
  return (text ?? "").trimEnd().split("\n").slice(-15).join("\n");
}

/** The process is not our child, so there is no event to wait for; a look at the table costs one small read. */
async function endOf(identity: ProcessIdentity): Promise<PostgresExit> {
  while (await isAlive(identity)) await sleep(50);
  return { kind: "adopted" };
}

function running(server: {
  home: OpenHome;
  exited: Promise<PostgresExit>;
  identity: ProcessIdentity;
  adopted: boolean;
  socketFolder: string;
}): RunningPostgres {
  const { home, exited, identity, adopted, socketFolder } = server;
  return {
    url: `postgresql://${superuser}@${encodeURIComponent(socketFolder)}/${databaseName}`,
    config: { host: socketFolder, port, user: superuser, database: databaseName },
    pid: identity.pid,
    adopted,
    logFile: home.logFile,
    exited,
    stop: async (mode) => {
      // A server that ended by itself has given its number back.
      if (await isAlive(identity)) signalProcess(identity.pid, stopSignals[mode]);
      await exited;
      await removeSocketFolder(socketFolder);
    },
  };
}
