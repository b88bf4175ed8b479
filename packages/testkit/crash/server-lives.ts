// The lives of one server in this process, one after the other: each behind proxies of its own, so that one that is cut off from its database
// and from its callers is as good as dead.
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readConfig } from "@makima/server/config";
import { openWorld } from "@makima/server/open-world";
import { type RunningServer, startServer } from "@makima/server/start-server";
import { monotonicMs, sleep } from "../ports/clock.ts";
import { type LinkProxy, startLinkProxy } from "../ports/link-proxy.ts";
import { newName } from "../ports/random.ts";
import { type Statement, type Stop, startWireProxy, type WireProxy } from "../ports/wire-proxy.ts";

export type ServerLivesParts = {
  databaseUrl: string;
  /** asked at each statement of each life */
  gate: (statement: Statement) => Stop | null;
  /** how long a server lets an idle agent live */
  parkAfterMs: number;
  leaseMs: number;
};

type Life = { proxy: WireProxy; server: Promise<RunningServer> };

/** The loops of a server rest for a second; here that is this much shorter. */
const HASTE = 4;
const NOWHERE = "http://127.0.0.1:1";
export const RESTART_MS = 10;

export class ServerLives {
  readonly #parts: ServerLivesParts;
  readonly #front: LinkProxy;
  readonly #lives: Life[] = [];
  #isOver = false;

  private constructor(parts: ServerLivesParts, front: LinkProxy) {
    this.#parts = parts;
    this.#front = front;
  }

  /** Nobody serves yet. */
  static async open(parts: ServerLivesParts): Promise<ServerLives> {
    return new ServerLives(parts, await startLinkProxy());
  }

  /** Where people and daemons find the server, whichever life it is in. */
  get url(): string {
    return `http://${this.#front.host}`;
  }

  /** Tried again until one is up, as its supervisor does. */
  async start(): Promise<void> {
    while (!this.#isOver) {
      const proxy = await startWireProxy(this.#parts.databaseUrl, this.#parts.gate);
      const life = { proxy, server: this.#begin(proxy.url) };
      this.#lives.push(life);
      try {
        const { url } = await life.server;
        if (this.#lives.at(-1) === life) this.#front.carryTo(url);
        return;
      } catch (error) {
        if (!(error instanceof Error)) throw error;
        // It was killed while it started; another is started by whoever killed it.
        if (this.#lives.at(-1) !== life) return;
        await proxy.close();
        await sleep(RESTART_MS);
      }
    }
  }

  /** SIGKILL, and another is started: no byte of this one reaches anybody any more. */
  async kill(): Promise<void> {
    const life = this.#lives.at(-1);
    this.#leave();
    if (life !== undefined) await bury(life);
    await sleep(RESTART_MS);
    // One that was killed twice is started once.
    if (this.#lives.at(-1) === life) await this.start();
  }

  /** Another takes its place, while this one still reaches its database. */
  async replace(): Promise<void> {
    this.#leave();
    await this.start();
  }

  async close(): Promise<void> {
    this.#isOver = true;
    await this.#front.close();
    for (const life of this.#lives) await bury(life);
  }

  #begin(databaseUrl: string): Promise<RunningServer> {
    const config = readConfig({
      MAKIMA_HOME: join(tmpdir(), newName("mk-crash")),
      MAKIMA_PORT: "0",
      MAKIMA_LOG_LEVEL: "silent",
      MAKIMA_ALLOWED_HOSTS: this.#front.host,
      // Each connection plans each statement for itself: with four, a third of what PostgreSQL did was that. Two are enough for two to meet.
      MAKIMA_DATABASE_CONNECTIONS: "2",
      MAKIMA_DATABASE_PATIENCE_MS: "3000",
      MAKIMA_PARK_AFTER_MS: String(this.#parts.parkAfterMs),
      MAKIMA_LEASE_MS: String(this.#parts.leaseMs),
    });
    const world = openWorld(config, databaseUrl);
    const bornMs = monotonicMs();
    const clock = {
      ...world.clock,
      monotonicMs: () => monotonicMs() - bornMs,
      sleep: (ms: number, signal?: AbortSignal) => world.clock.sleep(ms / HASTE, signal),
    };
    return startServer({ ...world, clock });
  }

  #leave(): void {
    this.#front.carryTo(NOWHERE);
    this.#front.cut();
  }
}

/** Its database is out of reach first, so that the orderly stop behind it can do nothing any more. */
async function bury({ proxy, server }: Life): Promise<void> {
  await proxy.close();
  const started = await server.catch(() => null);
  started?.stop().catch((error: unknown) => error);
}
