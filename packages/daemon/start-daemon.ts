// Puts the daemon together: what it finds on disk, its tools' server, its runs, and the link that drives them.
import type { Agent } from "@makima/protocol/daemons";
import type { Logger } from "pino";
import { acpDriver } from "./agents/acp/acp-driver.ts";
import { AgentWatch } from "./agents/agent-watch.ts";
import { claudeDriver } from "./agents/claude/claude-driver.ts";
import { codexDriver } from "./agents/codex/codex-driver.ts";
import type { AgentDriver } from "./agents/driver.ts";
import { openBundles } from "./bundles/open-bundles.ts";
import { actOnCommand, redoCommand } from "./commands/act-on-command.ts";
import type { DaemonConfig } from "./config.ts";
import { type FaultPoint, NO_FAULTS } from "./fault-points.ts";
import { readMachine } from "./identity/read-machine.ts";
import { serverUrls } from "./identity/server-url.ts";
import { WorktreeTeller } from "./inventory/worktree-teller.ts";
import { Lease } from "./lease/lease.ts";
import { Link } from "./link/link.ts";
import type { LinkParts } from "./link/outlook.ts";
import { watchMemory } from "./machine/watch-memory.ts";
import { openParts } from "./open-parts.ts";
import { sleep } from "./ports/clock.ts";
import { freeMemoryBytes } from "./ports/free-memory.ts";
import { randomId } from "./ports/randomness.ts";
import { conductRun } from "./runs/conduct-run.ts";
import type { RunParts } from "./runs/run-parts.ts";
import { Runs } from "./runs/runs.ts";
import { onFullDisk } from "./spool/await-space.ts";
import type { Spool } from "./spool/spool.ts";
import { openToolServer } from "./tools/tool-server.ts";

export interface Daemon {
  /** Ends when the daemon was closed. Throws `Refused` when the server does not want it, or what broke the spool. */
  readonly ended: Promise<void>;
  close(): Promise<void>;
}

interface Readiness {
  readonly daemonId: string;
  readonly name: string;
  readonly agents: readonly Agent[];
  /** Whether agents run in a sandbox. */
  readonly sandbox: boolean;
}

interface StartDaemon {
  readonly log: Logger;
  readonly onReady: (readiness: Readiness) => void;
  readonly faultPoint?: FaultPoint;
}

/** For what agents were saying to be kept; a full spool takes nothing more. */
const closingMs = 5000;

/** Throws `Error` with what to do when it cannot start. `onReady` is called once, when the server has taken it in. */
export async function startDaemon(
  config: DaemonConfig,
  { log, onReady, faultPoint = NO_FAULTS }: StartDaemon,
): Promise<Daemon> {
  const urls = serverUrls(config.serverUrl);
  const parts = await openParts(config, { joinUrl: urls.join });
  const { spool, journal, records, store, sandbox, identity, redact } = parts;
  if (!sandbox.isOn) log.warn("AGENTS RUN WITHOUT A SANDBOX: they can read and change what this account can");
  const forgetDisk = tellFullDisk(config, log);
  const toolServer = await openToolServer();
  const watch = await AgentWatch.open({ ...config, efforts: EFFORTS_OF, log });
  const { append, failure } = watchFailure(spool, faultPoint);
  const lease = new Lease({ onLost: () => runs.pauseAll(), onRegained: () => runs.resumeAll() });
  const { sender, bring, stands, ofLink } = openBundles({ apiUrl: urls.api, identity, store, log });
  const runParts: RunParts = {
    ...{ store, lease, toolServer, log, append, bring, redact },
    launch: { ...config, records, sandbox },
    agents: config.agents,
    drivers: driversWatched(faultPoint),
    toolWaitMs: config.toolWaitMs,
    outputLimitBytes: config.outputLimitBytes,
    onCheckpoint: () => sender.expect(),
    onWorktree: (taskId) => teller.noteChange(taskId),
    sendDelta: (delta) => link.sendDelta(delta),
    versionOf: (agent) => watch.versionOf(agent),
    requestPast: (run, signal) => link.requestPast(run, signal),
    requestPage: (ask, signal) => link.requestPage(ask, signal),
  };
  const runs = new Runs({ log, conduct: (run) => conductRun(runParts, run) });
  const teller = new WorktreeTeller({ store, log, append, listLive: () => runs.listLiveTasks() });
  const commands = { ...runParts, runParts, runs, journal, stands, onMerged: () => sender.expect() };
  const about = { daemonId: identity.daemonId, name: config.name, sandbox: sandbox.isOn };
  const linkParts: LinkParts = {
    ...{ ...parts, ...(await aboutMachine(config)), ...ofLink, lease, log },
    url: urls.link,
    onReady: once(() => onReady({ ...about, agents: watch.agents })),
    listAgents: () => watch.agents,
    listLive: () => runs.listLive(),
    listHeartbeats: () => runs.listHeartbeats(),
    act: (numbered) => {
      faultPoint(`command journaled: ${numbered.command.kind}`);
      actOnCommand(commands, numbered);
    },
    endFenced: (refs) => runs.endFenced(refs),
  };
  const link = new Link(linkParts);
  for (const unfinished of journal.unfinished) redoCommand(commands, unfinished);
  return {
    ended: Promise.race([link.run(), failure]),
    async close() {
      lease.close();
      watch.close();
      await Promise.race([runs.endAll(), sleep(closingMs)]);
      link.close();
      await Promise.race([Promise.all([teller.close(), sender.close()]), sleep(closingMs)]);
      forgetDisk();
      for (const kept of [toolServer, spool, journal, records]) await kept.close();
    },
  };
}

const aboutMachine = async (config: DaemonConfig) => ({
  bootId: randomId(),
  machine: config.machine ?? (await readMachine()),
  maxTasks: config.maxTasks,
  startsAtOnce: config.startsAtOnce,
  strain: strainOf(config),
});

/** A spool that cannot write ends the daemon: it could promise nothing any more. */
function watchFailure(
  spool: Spool,
  faultPoint: FaultPoint,
): { append: Spool["append"]; failure: Promise<never> } {
  const failure = Promise.withResolvers<never>();
  return {
    failure: failure.promise,
    append: async (record, options) => {
      faultPoint(`record made: ${record.kind}`);
      await spool.append(record, options).catch((error: unknown) => {
        failure.reject(error);
        throw error;
      });
      faultPoint(`record spooled: ${record.kind}`);
    },
  };
}

const strainOf = ({ memoryReserveMb }: DaemonConfig) =>
  watchMemory({ reserveBytes: memoryReserveMb * 2 ** 20, freeBytes: freeMemoryBytes });

const tellFullDisk = ({ folder }: DaemonConfig, log: Logger): (() => void) =>
  onFullDisk((isFull) => {
    if (isFull) log.error({ folder }, "THE DISK IS FULL: agents wait until there is space on it");
    else log.info("the disk has space again: agents go on");
  });

const EFFORTS_OF = Object.fromEntries(
  [acpDriver, claudeDriver, codexDriver].map(({ kind, efforts }) => [kind, efforts]),
);

const driversWatched = (faultPoint: FaultPoint): RunParts["drivers"] => ({
  acp: watched(acpDriver, faultPoint),
  claude: watched(claudeDriver, faultPoint),
  codex: watched(codexDriver, faultPoint),
});

const watched = (driver: AgentDriver, faultPoint: FaultPoint): AgentDriver => ({
  ...driver,
  async open(options) {
    const session = await driver.open(options);
    faultPoint("process started");
    return session;
  },
});

function once(work: () => void): () => void {
  let isDone = false;
  return () => {
    if (!isDone) work();
    isDone = true;
  };
}
