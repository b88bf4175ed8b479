// A WebSocket between a daemon and a server without a network: two queues of frames that move when the schedule says so.
import type { LinkSocket } from "@makima/server/doors/mesh/daemon-link";

export type Side = "server" | "daemon";

/** What a frame's arrival, or the end of the connection, does at one end. */
export type End = { hear(frame: string): void; close(): void };

/** The daemon's end, as the shipped session wants it. */
export type DaemonSocket = {
  send(text: string): Promise<void>;
  frames: AsyncIterable<string>;
  close(): void;
};

/** What came over it that the checks want to know of. */
export type Told = {
  welcomed: (session: number) => void;
  /** by the server */
  heard: (frame: string) => void;
};

export class SimulatedLink {
  /** frames on their way to a side, in order: a connection does not reorder */
  readonly queues: Record<Side, string[]> = { server: [], daemon: [] };
  /** ways that carry nothing for now: the frames wait, as in a partition that TCP has not noticed */
  readonly blocked = new Set<Side>();
  readonly #inbox: string[] = [];
  #isOpen = true;
  #isPaused = false;
  #wake: () => void = () => undefined;
  #server: End | null = null;

  readonly #told: Told;

  constructor(told: Told) {
    this.#told = told;
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** The sides that a frame could arrive at now. */
  get deliverable(): Side[] {
    if (!this.#isOpen) return [];
    return (["server", "daemon"] as const).filter(
      (side) =>
        this.queues[side].length > 0 && !this.blocked.has(side) && !(side === "server" && this.#isPaused),
    );
  }

  attach(server: End): void {
    this.#server = server;
  }

  /** The next frame arrives; `twice` leaves it in the queue as well. Gives the frame. */
  deliver(to: Side, { twice }: { twice: boolean }): string {
    const frame = this.queues[to][0] ?? "";
    if (!twice) this.queues[to].shift();
    if (to === "server") {
      this.#told.heard(frame);
      this.#server?.hear(frame);
    } else {
      this.#noteWelcome(frame);
      this.#inbox.push(frame);
      this.#wake();
    }
    return frame;
  }

  #noteWelcome(frame: string): void {
    const session = /^\{"kind":"welcome","session":(\d+)/.exec(frame)?.[1];
    if (session !== undefined) this.#told.welcomed(Number(session));
  }

  /** Both ends learn of it; what was on its way is lost. */
  cut(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.queues.server.length = 0;
    this.queues.daemon.length = 0;
    this.#wake();
    this.#server?.close();
  }

  serverSocket(): LinkSocket {
    const isOpen = (): boolean => this.#isOpen;
    return {
      get readyState() {
        return isOpen() ? 1 : 3;
      },
      OPEN: 1,
      send: (text) => {
        if (this.#isOpen) this.queues.daemon.push(text);
      },
      close: () => {
        // What was said before the close still arrives, if nothing is in its way.
        if (!this.blocked.has("daemon"))
          for (const frame of this.queues.daemon.splice(0)) this.#inbox.push(frame);
        this.cut();
      },
      pause: () => {
        this.#isPaused = true;
      },
      resume: () => {
        this.#isPaused = false;
      },
    };
  }

  daemonSocket(): DaemonSocket {
    return {
      send: async (text) => {
        if (!this.#isOpen) throw new Error("the simulated socket is closed");
        this.queues.server.push(text);
      },
      frames: this.#frames(),
      close: () => this.cut(),
    };
  }

  async *#frames(): AsyncGenerator<string> {
    for (;;) {
      for (let frame = this.#inbox.shift(); frame !== undefined; frame = this.#inbox.shift()) yield frame;
      if (!this.#isOpen) return;
      await new Promise<void>((go) => {
        this.#wake = go;
      });
    }
  }
}
