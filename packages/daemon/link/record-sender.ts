// Sends the spool over one connection: from the first record that is not acknowledged, and on as more become durable.
import type { Socket } from "../ports/web-socket.ts";
import type { SpoolPlace } from "../spool/read-batch.ts";
import type { LinkParts } from "./outlook.ts";

const frameBytes = 128 * 1024;
/** Sent and not yet acknowledged, at most: the server commits before it acknowledges, and it is to keep up. */
const windowBytes = 2 * 1024 * 1024;

export class RecordSender {
  readonly #spool: LinkParts["spool"];
  readonly #socket: Socket;
  readonly #sent: { lastSeq: number; bytes: number }[] = [];
  #stopped = false;
  #wake: () => void = () => undefined;

  constructor(spool: LinkParts["spool"], socket: Socket) {
    this.#spool = spool;
    this.#socket = socket;
  }

  start(onFailure: (error: unknown) => void): void {
    const forget = this.#spool.onDurable(() => this.wake());
    this.#run().catch(onFailure).finally(forget);
  }

  /** Something was acknowledged or became durable. */
  wake(): void {
    this.#wake();
  }

  stop(): void {
    this.#stopped = true;
    this.#wake();
  }

  async #run(): Promise<void> {
    const before = this.#spool.durableSeq;
    let isCaughtUp = false;
    let place: SpoolPlace = { nextSeq: this.#spool.ackedSeq + 1 };
    while (!this.#stopped) {
      if (!isCaughtUp && place.nextSeq > before) {
        await this.#socket.send(JSON.stringify({ kind: "caught_up" }));
        isCaughtUp = true;
      }
      // What a former connection carried may be acknowledged only now.
      if (place.nextSeq <= this.#spool.ackedSeq) place = { nextSeq: this.#spool.ackedSeq + 1 };
      const woken = new Promise<void>((go) => (this.#wake = go));
      const batch = this.#hasRoom() ? await this.#spool.read(place, frameBytes) : null;
      if (batch === null) {
        await woken;
        continue;
      }
      if (this.#stopped) return;
      // The lines are JSON already.
      await this.#socket.send(`{"kind":"records","records":[${batch.lines.join(",")}]}`);
      this.#sent.push({ lastSeq: batch.lastSeq, bytes: batch.bytes });
      place = batch.next;
    }
  }

  #hasRoom(): boolean {
    while ((this.#sent[0]?.lastSeq ?? Infinity) <= this.#spool.ackedSeq) this.#sent.shift();
    return this.#sent.reduce((sum, { bytes }) => sum + bytes, 0) < windowBytes;
  }
}
