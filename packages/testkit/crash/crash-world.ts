// A server and a stand-in daemon in this process of which either can be killed at any statement and at any instant of the daemon's own.
import { onDatabase } from "../on-database.ts";
import { sleep } from "../ports/clock.ts";
import type { Fate, Statement, Stop } from "../ports/wire-proxy.ts";
import { type DaemonDisk, newDisk } from "./daemon-disk.ts";
import type { Due, Schedule } from "./schedule.ts";
import { RESTART_MS, ServerLives, type ServerLivesParts } from "./server-lives.ts";
import { StandInDaemon } from "./stand-in-daemon.ts";
import type { DaemonIdentity } from "./stand-in-link.ts";

export type CrashWorldParts = Omit<ServerLivesParts, "gate"> & {
  schedule: Schedule;
  identity: DaemonIdentity;
  newId: () => string;
  /** how long an agent waits for the answer to a question within its call */
  askWaitMs: number;
};

const HANG_MS = 300;
/** A server ends a lease only after it has been well for one itself. */
const LEASES_AWAY = 2.5;

export class CrashWorld {
  readonly disk: DaemonDisk = newDisk();
  readonly #parts: CrashWorldParts;
  readonly #server: ServerLives;
  #daemon: StandInDaemon | null = null;
  #isOver = false;

  private constructor(parts: CrashWorldParts, server: ServerLives) {
    this.#parts = parts;
    this.#server = server;
  }

  static async open(parts: CrashWorldParts): Promise<CrashWorld> {
    const gate = (statement: Statement): Stop | null => world.#gate(statement);
    const world: CrashWorld = new CrashWorld(parts, await ServerLives.open({ ...parts, gate }));
    world.#supervise(world.#server.start());
    world.#startDaemon();
    return world;
  }

  /** Where people find the server, whichever life it is in. */
  get url(): string {
    return this.#server.url;
  }

  /** The daemon has nothing to do and nothing to say. */
  isQuiet(): boolean {
    return this.#daemon?.isQuiet() === true;
  }

  async close(): Promise<void> {
    this.#isOver = true;
    this.#daemon?.kill();
    await this.#server.close();
  }

  #startDaemon(): void {
    const { identity, newId, askWaitMs } = this.#parts;
    const daemon: StandInDaemon = new StandInDaemon({
      identity,
      bootId: newId(),
      disk: this.disk,
      url: this.url,
      askWaitMs,
      at: async (point) => {
        const due = this.#parts.schedule.atPoint(point);
        // A point of the daemon's own has no connection that could be struck.
        if (due !== null) await this.#strike(due, 0);
      },
    });
    this.#daemon = daemon;
    daemon.start();
  }

  #gate(statement: Statement): Stop | null {
    const due = this.#parts.schedule.atStatement(statement);
    if (due === null) return null;
    if (due.kind === "serialization failure") return { when: due.side, act: due.kind };
    return { when: due.side, act: ({ backend }) => this.#strike(due, backend) };
  }

  async #strike({ side, kind }: Due, backend: number): Promise<Fate> {
    switch (kind) {
      case "connection cut":
        return "cut";
      case "server killed":
        this.#supervise(this.#server.kill());
        return "cut";
      case "daemon killed":
        this.#killDaemon();
        return "pass";
      case "backend killed":
        await killBackend(this.#parts.databaseUrl, backend);
        return side === "before" ? "pass" : "drop";
      case "hang": {
        // The new one may wait for a lock that the hanging transaction holds.
        const replaced = this.#server.replace();
        this.#supervise(replaced);
        await Promise.race([replaced, sleep(HANG_MS)]);
        return "pass";
      }
      case "daemon cut off":
        // Until its lease is over: its agents go on meanwhile, and it comes back as a zombie.
        this.#daemon?.cutOff(this.#parts.leaseMs * LEASES_AWAY);
        return "pass";
      case "serialization failure":
        return "pass";
    }
  }

  #killDaemon(): void {
    const killed = this.#daemon;
    killed?.kill();
    this.#supervise(
      sleep(RESTART_MS).then(() => {
        // One that was killed twice is started once.
        if (!this.#isOver && this.#daemon === killed) this.#startDaemon();
      }),
    );
  }

  #supervise(work: Promise<unknown>): void {
    work.catch((error: unknown) => {
      if (!this.#isOver) throw error;
    });
  }
}

/** Its end is waited for: until then it may still carry a statement out. */
async function killBackend(databaseUrl: string, backend: number): Promise<void> {
  await onDatabase(databaseUrl, (client) => client.query("select pg_terminate_backend($1, 1000)", [backend]));
}
