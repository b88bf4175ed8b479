// Links the doorbells of all servers on one database through LISTEN and NOTIFY, on two connections of their own.
import type { Client } from "pg";
import { statement } from "./db/database.ts";
import type { World } from "./world.ts";

const CHANNEL = "makima";
/** Rings within this time become one notification. */
const COALESCE_MS = 5;
const RECONNECT_MS = 250;

const LISTEN = statement("listen", `listen ${CHANNEL}`);
const NOTIFY = statement("notify", `notify ${CHANNEL}`);

/** A notification may be lost with its connection; what it would have told is found by the slow polls. Gives the way to end the link. */
export function linkDoorbell(world: World): () => Promise<void> {
  const link = new Link(world);
  world.doorbell.onRing = () => link.tell();
  const ended = link.run();
  return async () => {
    world.doorbell.onRing = null;
    link.stop();
    await ended;
  };
}

class Link {
  readonly #world: World;
  readonly #stopping = new AbortController();
  #clients: { ears: Client; mouth: Client } | null = null;
  #isTelling = false;
  #isAsked = false;
  #lost: () => void = () => undefined;

  constructor(world: World) {
    this.#world = world;
  }

  tell(): void {
    this.#isAsked = true;
    if (this.#isTelling) return;
    this.#isTelling = true;
    this.#tellWhileAsked().catch((error: unknown) => this.#lose(error));
  }

  /** Outside of any transaction, and without a payload: NOTIFY inside of one takes a global lock at its COMMIT. */
  async #tellWhileAsked(): Promise<void> {
    try {
      while (this.#isAsked) {
        await this.#world.clock.sleep(COALESCE_MS);
        this.#isAsked = false;
        await this.#clients?.mouth.query(NOTIFY);
      }
    } finally {
      this.#isTelling = false;
    }
  }

  async run(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      try {
        await this.#live();
      } catch (error) {
        this.#world.log.warn({ err: error }, "the doorbell between servers is away; the slow polls go on");
      }
      await this.#rest();
    }
  }

  stop(): void {
    this.#stopping.abort();
    this.#lost();
  }

  /** One life of the two connections. */
  async #live(): Promise<void> {
    const clients = { ears: await this.#world.db.connect(), mouth: await this.#world.db.connect() };
    try {
      const lost = new Promise<void>((resolve) => {
        this.#lost = resolve;
      });
      for (const client of Object.values(clients)) client.once("end", this.#lost);
      clients.ears.on("notification", ({ processId }) => {
        if (processId !== backendOf(clients.mouth)) this.#world.doorbell.ringAll();
      });
      await clients.ears.query(LISTEN);
      this.#clients = clients;
      // Whatever was told while nobody listened is looked at now.
      this.#world.doorbell.ringAll();
      if (!this.#stopping.signal.aborted) await lost;
    } finally {
      this.#clients = null;
      for (const client of Object.values(clients)) client.end().catch((error: unknown) => this.#lose(error));
    }
  }

  #lose(error: unknown): void {
    this.#world.log.debug({ err: error }, "a connection of the doorbell ended");
    this.#lost();
  }

  async #rest(): Promise<void> {
    const { signal } = this.#stopping;
    if (signal.aborted) return;
    try {
      await this.#world.clock.sleep(RECONNECT_MS, signal);
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }
}

/** Its own notifications come back to a server, and it has rung already. */
function backendOf(client: Client): number | null {
  return "processID" in client && typeof client.processID === "number" ? client.processID : null;
}
