// One connection: the handshake, then frames both ways until it closes.
import { isDeepStrictEqual } from "node:util";
import type { Agent } from "@makima/protocol/daemons";
import {
  COMMANDS_WITH_RESULT,
  type DaemonFrame,
  MESH_VERSION,
  type ServerFrame,
  serverFrame,
  signedText,
} from "@makima/protocol/mesh";
import { every, monotonicMs } from "../ports/clock.ts";
import type { Socket } from "../ports/web-socket.ts";
import { HeartbeatNews } from "./heartbeat-news.ts";
import { type LinkParts, Refused } from "./outlook.ts";
import type { PastRequests } from "./past-requests.ts";
import { RecordSender } from "./record-sender.ts";

type FrameOf<Kind extends ServerFrame["kind"]> = Extract<ServerFrame, { kind: Kind }>;

export interface SessionParts {
  readonly socket: Socket;
  readonly parts: LinkParts;
  readonly past: PastRequests;
  readonly onWelcome: () => void;
}

export class LinkSession {
  readonly #socket: Socket;
  readonly #parts: LinkParts;
  readonly #past: PastRequests;
  readonly #onWelcome: () => void;
  readonly #sender: RecordSender;
  #stopHeartbeats: () => void = () => undefined;
  #toldAgents: readonly Agent[] = [];

  constructor({ socket, parts, past, onWelcome }: SessionParts) {
    this.#socket = socket;
    this.#parts = parts;
    this.#past = past;
    this.#onWelcome = onWelcome;
    this.#sender = new RecordSender(parts.spool, socket);
  }

  /** Ends when the connection closes. Throws `Refused`, or the error that broke the connection. */
  async run(): Promise<void> {
    try {
      for await (const text of this.#socket.frames) {
        await this.#take(serverFrame.parse(JSON.parse(text)));
      }
    } finally {
      this.close();
    }
  }

  /** For what may be lost: not waited for, and dropped when the connection is gone. */
  sendSoon(frame: DaemonFrame): void {
    this.#socket.send(JSON.stringify(frame)).catch((error: unknown) => {
      this.#parts.log.debug({ error: String(error) }, "a frame was not sent");
    });
  }

  close(): void {
    this.#stopHeartbeats();
    this.#past.disconnect();
    this.#sender.stop();
    this.#socket.close();
  }

  async #take(frame: ServerFrame): Promise<void> {
    const { spool, lease, log } = this.#parts;
    switch (frame.kind) {
      case "challenge":
        return this.#introduce(frame);
      case "refused":
        return this.#giveUp(frame);
      case "welcome":
        return this.#begin(frame);
      case "ready":
        log.info("the server is ready for this daemon");
        this.#past.connect((request) => this.sendSoon(request));
        return this.#parts.onReady();
      case "ack":
        await spool.ack(frame.upTo);
        this.#parts.onHeard();
        return this.#sender.wake();
      case "command":
        return this.#accept(frame);
      case "heartbeat_ack":
        // Fenced runs first: a lease that is confirmed lets stopped agents go on.
        this.#parts.endFenced(frame.fenced);
        return lease.confirm(frame);
      case "response":
        return this.#past.answer(frame);
    }
  }

  async #introduce({ nonce, version }: FrameOf<"challenge">): Promise<void> {
    if (version !== MESH_VERSION) {
      const older = version < MESH_VERSION ? "server" : "daemon";
      const message = `The server speaks version ${version} of the mesh, this daemon ${MESH_VERSION}: update the ${older}.`;
      throw new Refused({ code: "VERSION", message });
    }
    const { identity, bootId, machine, maxTasks, startsAtOnce } = this.#parts;
    const agents = this.#parts.listAgents();
    this.#toldAgents = agents;
    const hello: DaemonFrame = {
      kind: "hello",
      version: MESH_VERSION,
      program: "makima-daemon 0.1.0",
      daemonId: identity.daemonId,
      bootId,
      signature: identity.sign(signedText({ nonce, daemonId: identity.daemonId, bootId })),
      machine,
      agents: [...agents],
      maxTasks,
      startsAtOnce,
      live: [...this.#parts.listLive()],
    };
    await this.#socket.send(JSON.stringify(hello));
  }

  /** Nothing while they are as the server knows them. */
  #agentNews(): { agents?: Agent[] } {
    const agents = this.#parts.listAgents();
    if (isDeepStrictEqual(agents, this.#toldAgents)) return {};
    this.#toldAgents = agents;
    return { agents: [...agents] };
  }

  #giveUp(frame: FrameOf<"refused">): void {
    // A frame that the server could not read is a fault of this connection; the next one may do.
    if (frame.code === "BAD_FRAME") throw new Error(`the server could not read a frame: ${frame.message}`);
    throw new Refused(frame);
  }

  #begin({ heartbeatMs, session }: FrameOf<"welcome">): void {
    this.#onWelcome();
    this.#parts.onSession(session);
    const ofRuns = new HeartbeatNews();
    const beat = (): void => {
      const { lease } = this.#parts;
      const runs = this.#parts.listHeartbeats();
      const told = ofRuns.next(runs, { isDoubtful: !lease.isHeld });
      const news = { strain: this.#parts.strain(), ...this.#agentNews() };
      this.sendSoon({ kind: "heartbeat", sentAtMs: monotonicMs(), processes: runs.length, ...news, ...told });
    };
    this.#stopHeartbeats = every(heartbeatMs, beat);
    beat();
    this.#sender.start((error) => {
      this.#parts.log.warn({ error: String(error) }, "the spool could not be sent");
      this.close();
    });
  }

  /**
   * What outlives this process is done once it is in the journal. What is said to a living run dies with it, so a redelivery after a crash finds
   * nobody: it is done while the journal is being written, which saves an answer the time of the disk.
   */
  async #accept({ id, command }: FrameOf<"command">): Promise<void> {
    const keepBody = COMMANDS_WITH_RESULT.some((kind) => kind === command.kind);
    const isForLivingRun = !keepBody && command.kind !== "start_run";
    const { isNew, written } = this.#parts.journal.accept({ id, command }, { keepBody });
    if (isNew && isForLivingRun) this.#parts.act({ id, command });
    await written;
    this.sendSoon({ kind: "ack_commands", ids: [id] });
    if (isNew && !isForLivingRun) this.#parts.act({ id, command });
  }
}
