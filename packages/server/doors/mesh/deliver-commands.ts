// Sends a daemon what it has not acknowledged: what is committed here as it is handed over, all else when the doorbell rings for it and by a
// slow timer. Each command once on a connection.
import type { ServerFrame } from "@makima/protocol/mesh";
import { type OpenCommand, openCommands, type Session } from "../../daemons/daemons.ts";
import { bell } from "../../doorbell.ts";
import type { World } from "../../world.ts";

const POLL_MS = 1_000;
const PAGE = 200;

export type Delivery = { stop(): void; forget(ids: readonly string[]): void };

export function deliverCommands(
  world: World,
  session: Session,
  send: (frame: ServerFrame) => void,
): Delivery {
  const loop = new DeliveryLoop(world, session, send);
  const { daemonId } = session;
  const deafen = world.doorbell.listen(bell.daemon(daemonId), () => loop.ring());
  const forgo = world.handover.listen(daemonId, (command) => loop.take(command));
  loop.run().catch((error: unknown) => {
    world.log.error({ err: error, daemonId }, "commands are delivered no more");
  });
  return {
    stop: () => {
      deafen();
      forgo();
      loop.stop();
    },
    forget: (ids) => loop.forget(ids),
  };
}

class DeliveryLoop {
  readonly #world: World;
  readonly #session: Session;
  readonly #send: (frame: ServerFrame) => void;
  readonly #sent = new Set<string>();
  readonly #stopping = new AbortController();
  #isRung = false;
  /** Everything that was rung for here has been read and sent. */
  #isAllSent = false;
  #wake: () => void = () => undefined;

  constructor(world: World, session: Session, send: (frame: ServerFrame) => void) {
    this.#world = world;
    this.#session = session;
    this.#send = send;
  }

  async run(): Promise<void> {
    const { daemonId } = this.#session;
    while (!this.#stopping.signal.aborted) {
      this.#isRung = false;
      try {
        await this.#round();
        this.#isAllSent = !this.#isRung;
      } catch (error) {
        this.#world.log.warn({ err: error, daemonId }, "commands could not be read; tried again");
      }
      await this.#rest();
      this.#isAllSent = false;
    }
  }

  ring(): void {
    this.#isRung = true;
    this.#isAllSent = false;
    this.#wake();
  }

  /** False when it would overtake what was committed before it: then its row is read in its turn. */
  take(command: OpenCommand): boolean {
    if (!this.#isAllSent || this.#stopping.signal.aborted) return false;
    this.#sendOnce(command);
    return true;
  }

  /** Acknowledged ones are not read again, so their ids need not be kept. */
  forget(ids: readonly string[]): void {
    for (const id of ids) this.#sent.delete(id);
  }

  stop(): void {
    this.#stopping.abort();
    this.#wake();
  }

  async #round(): Promise<void> {
    const limit = this.#sent.size + PAGE;
    for (const command of await openCommands(this.#world.db, { ...this.#session, limit })) {
      if (!this.#stopping.signal.aborted) this.#sendOnce(command);
    }
  }

  #sendOnce({ id, command }: OpenCommand): void {
    if (this.#sent.has(id)) return;
    this.#sent.add(id);
    this.#send({ kind: "command", id, command });
  }

  async #rest(): Promise<void> {
    const waking = new AbortController();
    this.#wake = () => waking.abort();
    if (this.#isRung || this.#stopping.signal.aborted) return;
    try {
      await this.#world.clock.sleep(POLL_MS, waking.signal);
    } catch (error) {
      if (!waking.signal.aborted) throw error;
    }
  }
}
