// A stand-in daemon's connection: it is made anew whenever it is lost, its frames are taken one after the other, and it beats while it stands.
import type { KeyObject } from "node:crypto";
import type { RunRef, ServerFrame } from "@makima/protocol/mesh";
import { monotonicMs, sleep } from "../ports/clock.ts";
import { type BareLink, greet, openLink } from "../ports/open-link.ts";

export type DaemonIdentity = { daemonId: string; privateKey: KeyObject };

type LinkParts = {
  url: string;
  identity: DaemonIdentity;
  bootId: string;
  live: () => RunRef[];
  take: (frame: ServerFrame) => Promise<void>;
};

const AGENT = { name: "scripted", driver: "acp", version: "1", ready: true, problem: null };
const MAX_TASKS = 8;
const RECONNECT_MS = 15;
const HEARTBEAT_MS = 200;

export class StandInLink {
  /** The server has let it in. */
  isWelcome = false;
  readonly #parts: LinkParts;
  #link: BareLink | null = null;
  #awayUntilMs = 0;
  #isOver = false;

  constructor(parts: LinkParts) {
    this.#parts = parts;
  }

  /** Until it is ended. */
  async run(): Promise<void> {
    while (!this.#isOver) {
      if (monotonicMs() >= this.#awayUntilMs) await this.#connect();
      this.isWelcome = false;
      await sleep(RECONNECT_MS);
    }
  }

  end(): void {
    this.#isOver = true;
    this.close();
  }

  /** For so long there is no network. */
  cutOff(ms: number): void {
    this.#awayUntilMs = monotonicMs() + ms;
    this.close();
  }

  close(): void {
    this.isWelcome = false;
    this.#link?.close();
  }

  /** Lost when there is no connection: what has to come is in the spool. */
  send(frame: object): void {
    if (this.isWelcome) this.#link?.send(frame);
  }

  /** Says who it is, and which runs it has. */
  greet(): void {
    const { identity, bootId, live } = this.#parts;
    if (this.#link !== null)
      greet(this.#link, { ...identity, bootId, live: live(), agents: [AGENT], maxTasks: MAX_TASKS });
  }

  async #connect(): Promise<void> {
    const linked = Promise.withResolvers<void>();
    let last = linked.promise;
    try {
      const link = await openLink(this.#parts.url, (frame) => {
        last = last.then(() => (this.#isOver ? undefined : this.#parts.take(frame)));
      });
      if (this.#isOver) return link.close();
      this.#link = link;
      linked.resolve();
      await this.#beat(link);
      await last;
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      // Nobody is there yet, or was cut off in the middle of the greeting.
      this.#link = null;
    }
  }

  /** Until the connection is closed. */
  async #beat(link: BareLink): Promise<void> {
    let code: number | null = null;
    while (code === null && !this.#isOver) {
      const status = { version: 1, activity: "", progress: 0, pendingTaskIds: [] };
      const runs = this.#parts.live().map((ref) => ({ ...ref, ...status }));
      this.send({ kind: "heartbeat", sentAtMs: monotonicMs(), processes: runs.length, runs });
      code = await Promise.race([sleep(HEARTBEAT_MS).then(() => null), link.closed]);
    }
  }
}
