// Keeps the embedded PostgreSQL of a home running: starts it again whenever it dies, until it is stopped.

import { fileErrorCode } from "./file-error.ts";
import {
  launchPostgres,
  type PostgresExit,
  type PostgresSettings,
  type RunningPostgres,
  type StopMode,
} from "./launch-postgres.ts";
import { type OpenHome, openHome } from "./open-home.ts";
import { monotonicMs, sleep } from "./ports/clock.ts";
import { PostgresError } from "./postgres-error.ts";
import { defaultPace, type RestartPace, restartDelayMs } from "./restart-pace.ts";
import { removeSocketFolder } from "./socket-folder.ts";
import { makeBallast, releaseBallast } from "./space.ts";
import type { StartPostgres } from "./start-postgres.ts";

export type PostgresEvent =
  | { kind: "ready"; pid: number; adopted: boolean }
  | { kind: "died"; pid: number; exit: PostgresExit }
  | { kind: "restart_failed"; error: unknown; failures: number; delayMs: number }
  | { kind: "crash_loop"; failures: number; delayMs: number; logFile: string }
  /** `released`: the disk is full, and its room keeps the server alive; `made`: there is plenty again. */
  | { kind: "ballast"; change: "made" | "released" };

/** `gave_up`: nothing but a person can bring it back, for example because the data folder was exchanged. */
type SupervisionEnd = { kind: "stopped" } | { kind: "gave_up"; error: unknown };

export type SupervisePostgres = StartPostgres & {
  onEvent?: (event: PostgresEvent) => void;
  pace?: Partial<RestartPace>;
  /** By itself up to 64 MB by the disk; 0 is none. */
  ballastBytes?: number | null;
};

export type SupervisedPostgres = Pick<RunningPostgres, "url" | "config" | "logFile"> & {
  /** Where its data is, on the disk whose space counts. */
  dataFolder: string;
  /** Of the present life; null between two lives. */
  pid(): number | null;
  /** Resolves when no further restart will be tried; it never rejects. */
  ended: Promise<SupervisionEnd>;
  /** Ends the server, also in the middle of a restart, and resolves when it is gone. */
  stop(mode: StopMode): Promise<void>;
};

/**
 * Resolves when the server answers for the first time; a first start that fails is thrown, since a person waits for
 * it. From then on deaths and failed restarts are events. `url` and `config` stay the same over all lives.
 */
export async function supervisePostgres(options: SupervisePostgres): Promise<SupervisedPostgres> {
  const opened = await openHome(options.home, options.signal);
  try {
    await tend(opened, { ...options, isStarting: true });
    const first = await launchPostgres(launchOf(opened, options));
    // An adopted server may have its socket elsewhere (TMPDIR changed); the next life takes the same place.
    const home = { ...opened, socketFolder: first.config.host };
    const supervision = new Supervision(home, { ...options, first });
    return {
      url: first.url,
      config: first.config,
      logFile: first.logFile,
      dataFolder: opened.dataFolder,
      pid: () => supervision.pid(),
      ended: supervision.run().finally(() => opened.claim.release()),
      stop: (mode) => supervision.stop(mode),
    };
  } catch (error) {
    await opened.claim.release();
    throw error;
  }
}

const diskLookMs = 1_000;

/** A disk that cannot be asked is no reason to stop; the next look tells more. Nobody waits for a ballast at a first start. */
async function tend(
  home: OpenHome,
  { ballastBytes = null, onEvent, isStarting = false }: SupervisePostgres & { isStarting?: boolean },
): Promise<void> {
  try {
    const ballast = { folder: home.workFolder, bytes: ballastBytes };
    const change = (await releaseBallast(ballast)) ?? (isStarting ? null : await makeBallast(ballast));
    if (change !== null) onEvent?.({ kind: "ballast", change });
  } catch (error) {
    if (fileErrorCode(error) === null) throw error;
  }
}

type Launchable = { settings?: PostgresSettings; signal?: AbortSignal };

function launchOf(home: OpenHome, { settings, signal }: Launchable) {
  return { home, ...(settings ? { settings } : {}), ...(signal ? { signal } : {}) };
}

/**
 * A life follows a life: `run` waits for the death of the server, then tries until a next one is ready. `stop` ends
 * the life and the waiting alike, so that whichever of the two is under way comes to its end.
 */
class Supervision {
  readonly #home: OpenHome;
  readonly #settings: PostgresSettings | undefined;
  readonly #onEvent: (event: PostgresEvent) => void;
  readonly #tend: () => Promise<void>;
  readonly #pace: RestartPace;
  readonly #stopping = new AbortController();
  #server: RunningPostgres | null;
  #ended: Promise<SupervisionEnd> | undefined;
  #failures = 0;

  constructor(home: OpenHome, options: SupervisePostgres & { first: RunningPostgres }) {
    this.#home = home;
    this.#settings = options.settings;
    this.#onEvent = options.onEvent ?? (() => undefined);
    this.#tend = () => tend(home, options);
    this.#pace = { ...defaultPace, ...options.pace };
    this.#server = options.first;
  }

  pid(): number | null {
    return this.#server?.pid ?? null;
  }

  run(): Promise<SupervisionEnd> {
    this.#ended ??= this.#liveAndWatch().catch((error: unknown) =>
      this.#stopping.signal.aborted ? { kind: "stopped" } : { kind: "gave_up", error },
    );
    return this.#ended;
  }

  async stop(mode: StopMode): Promise<void> {
    this.#stopping.abort();
    await this.#server?.stop(mode);
    await this.#ended;
    await removeSocketFolder(this.#home.socketFolder);
  }

  async #live(): Promise<never> {
    let server = this.#server;
    for (;;) {
      server ??= await this.#restart();
      this.#server = server;
      // `stop` was called in the instant in which the restart came to its end, and found no server to stop.
      if (this.#stopping.signal.aborted) await server.stop("fast");
      this.#onEvent({ kind: "ready", pid: server.pid, adopted: server.adopted });
      const bornMs = monotonicMs();
      const exit = await server.exited;
      this.#server = null;
      this.#stopping.signal.throwIfAborted();
      if (monotonicMs() - bornMs >= this.#pace.healthyMs) this.#failures = 0;
      this.#onEvent({ kind: "died", pid: server.pid, exit });
      server = null;
      await sleep(this.#countFailure(), this.#stopping.signal);
    }
  }

  async #restart(): Promise<RunningPostgres> {
    const { signal } = this.#stopping;
    for (;;) {
      try {
        await this.#tend();
        return await launchPostgres(launchOf(this.#home, { ...this.#given(), signal }));
      } catch (error) {
        // Whatever else fails (a full disk in one of our own writes, no process to be had) may pass like a failed start.
        if (signal.aborted || (error instanceof PostgresError && !error.retryable)) throw error;
        const delayMs = this.#countFailure();
        this.#onEvent({ kind: "restart_failed", error, failures: this.#failures, delayMs });
        await sleep(delayMs, signal);
      }
    }
  }

  async #liveAndWatch(): Promise<never> {
    const over = new AbortController();
    const watching = this.#watchDisk(AbortSignal.any([over.signal, this.#stopping.signal]));
    try {
      return await this.#live();
    } finally {
      over.abort();
      await watching;
    }
  }

  async #watchDisk(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await sleep(diskLookMs, signal).catch((error: unknown) => {
        if (!signal.aborted) throw error;
      });
      if (!signal.aborted) await this.#tend();
    }
  }

  #given(): Launchable {
    return this.#settings ? { settings: this.#settings } : {};
  }

  /** The delay before the next try. The loop is told once, when the limit is reached. */
  #countFailure(): number {
    this.#failures += 1;
    const delayMs = restartDelayMs(this.#failures, this.#pace);
    if (this.#failures === this.#pace.crashLoopLimit) {
      this.#onEvent({ kind: "crash_loop", failures: this.#failures, delayMs, logFile: this.#home.logFile });
    }
    return delayMs;
  }
}
