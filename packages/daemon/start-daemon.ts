// Puts the daemon together: what it finds on disk, its tools' server, its runs, and the link that drives them.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Logger } from "pino";
import { acpDriver } from "./agents/acp/acp-driver.ts";
import { findAgents } from "./agents/find-agents.ts";
import { actOnCommand } from "./commands/act-on-command.ts";
import type { DaemonConfig } from "./config.ts";
import { ensureIdentity } from "./identity/ensure-identity.ts";
import { readMachine } from "./identity/read-machine.ts";
import { serverUrls } from "./identity/server-url.ts";
import { CommandJournal } from "./journal/command-journal.ts";
import { Lease } from "./lease/lease.ts";
import { Link } from "./link/link.ts";
import { randomId } from "./ports/randomness.ts";
import { ProcessRecords } from "./processes/process-records.ts";
import { openSandbox } from "./processes/sandbox.ts";
import { Runs } from "./runs/runs.ts";
import { makeRedaction } from "./spool/redact.ts";
import { Spool } from "./spool/spool.ts";
import { openToolServer } from "./tools/tool-server.ts";
import { openStore } from "./worktrees/worktrees.ts";

export interface Daemon {
  readonly daemonId: string;
  /** Ends when the daemon was closed. Throws `Refused` when the server does not want it, or what broke the spool. */
  readonly ended: Promise<void>;
  close(): Promise<void>;
}

export interface Readiness {
  readonly daemonId: string;
  readonly name: string;
  readonly agents: readonly { name: string; ready: boolean; problem: string | null }[];
  readonly sandbox: boolean;
}

/** Throws `Error` with what to do when it cannot start. `onReady` is called once, when the server has taken it in. */
export async function startDaemon(
  config: DaemonConfig,
  { log, onReady }: { log: Logger; onReady: (readiness: Readiness) => void },
): Promise<Daemon> {
  const urls = serverUrls(config.serverUrl);
  await mkdir(config.folder, { recursive: true, mode: 0o700 });
  const identity = await ensureIdentity({ ...config, joinUrl: urls.join });
  // What is left of a former daemon's agents ends before anything is touched or said.
  const records = await ProcessRecords.open(join(config.folder, "processes.ndjson"));
  const sandbox = await openSandbox(config.sandbox, config);
  if (!sandbox.isOn) log.warn("AGENTS RUN WITHOUT A SANDBOX: they can read and change what this account can");
  const store = await openStore({ home: config.folder, searchPath: config.searchPath });
  const journal = await CommandJournal.open(join(config.folder, "commands.ndjson"));
  const environments = Object.values(config.agents).map(({ env }) => env);
  const spool = await Spool.open({
    folder: join(config.folder, "spool"),
    maxBytes: config.spoolBytes,
    segmentBytes: Math.max(64 * 1024, Math.min(16 * 1024 * 1024, Math.floor(config.spoolBytes / 8))),
    redact: makeRedaction(environments),
  });
  const failed = Promise.withResolvers<never>();
  const append: Spool["append"] = (record, options) =>
    spool.append(record, options).catch((error: unknown) => {
      failed.reject(error);
      throw error;
    });
  const toolServer = await openToolServer();
  const agents = await findAgents(config.agents, config);
  const lease = new Lease({ onLost: () => runs.pauseAll(), onRegained: () => runs.resumeAll() });
  const runs = new Runs({
    store,
    lease,
    toolServer,
    launch: { ...config, records, sandbox },
    agents: config.agents,
    drivers: { acp: acpDriver },
    toolWaitMs: config.toolWaitMs,
    log,
    append,
    sendDelta: (delta) => link.sendDelta(delta),
    requestPast: (run, signal) => link.requestPast(run, signal),
  });
  const commands = { store, runs, journal, log, append };
  const { daemonId } = identity;
  let isReady = false;
  const link = new Link({
    url: urls.link,
    identity,
    bootId: randomId(),
    machine: await readMachine(),
    agents,
    maxTasks: config.maxTasks,
    spool,
    journal,
    lease,
    log,
    listLive: () => runs.listLive(),
    listHeartbeats: () => runs.listHeartbeats(),
    act: (command) => actOnCommand(commands, command),
    endFenced: (refs) => runs.endFenced(refs),
    onReady: () => {
      if (!isReady) onReady({ daemonId, name: config.name, agents, sandbox: sandbox.isOn });
      isReady = true;
    },
  });
  for (const unfinished of journal.unfinished) actOnCommand(commands, unfinished);
  return {
    daemonId,
    ended: Promise.race([link.run(), failed.promise]),
    async close() {
      lease.close();
      await runs.endAll();
      link.close();
      await toolServer.close();
      await spool.close();
      await journal.close();
      await records.close();
    },
  };
}
