// One connection of a daemon, from its challenge to its end.
//
//   waiting for hello → (identity proved) taking in the spool → caught_up: runs that it does not list are ended → ready: commands flow
import {
  type DaemonFrame,
  MESH_VERSION,
  type RunRef,
  type ServerFrame,
  type Spooled,
  signedText,
} from "@makima/protocol/mesh";
import type { RawData } from "ws";
import { acknowledgeCommands, beginSession, bootOf, markReady, type Session } from "../../daemons/daemons.ts";
import type { World } from "../../world.ts";
import { answerRequest } from "./answer-request.ts";
import { type Delivery, deliverCommands } from "./deliver-commands.ts";
import { endUnlisted } from "./end-unlisted.ts";
import { replaceLink } from "./live-links.ts";
import { parseFrame } from "./parse-frame.ts";
import { type DeltaPass, passDeltas } from "./pass-deltas.ts";
import { createIntake, type Intake } from "./record-intake.ts";
import { noteRefused } from "./refused-records.ts";
import { takeHeartbeat } from "./take-heartbeat.ts";
import { takeRecord } from "./take-record.ts";
import { takeTogether } from "./take-together.ts";

const HANDSHAKE_MS = 10_000;
/** The close code of a socket whose client is to come again. */
const SERVICE_RESTART = 1012;
const POLICY_VIOLATION = 1008;
const NEWER = "a newer connection of this daemon is there";
/** Above this many records under way the socket is not read: the daemon's spool is the buffer. */
const MAX_OPEN_RECORDS = 2_000;

type Known = { session: Session; live: readonly RunRef[]; intake: Intake; deltas: DeltaPass };
type Refused = Extract<ServerFrame, { kind: "refused" }>["code"];

/** The part of a WebSocket that a link needs. */
export type LinkSocket = {
  readonly readyState: number;
  readonly OPEN: number;
  send(text: string): void;
  close(code: number, reason?: string): void;
  /** Until `resume`, nothing more is read from it. */
  pause(): void;
  resume(): void;
};

export class DaemonLink {
  readonly #world: World;
  readonly #socket: LinkSocket;
  readonly #nonce: string;
  readonly #handshake: NodeJS.Timeout;
  #known: Known | null = null;
  #isGreeting = false;
  #isCaughtUp = false;
  #isClosed = false;
  #delivery: Delivery | null = null;
  #unlink: () => void = () => undefined;

  constructor(world: World, socket: LinkSocket, nonce: string) {
    this.#world = world;
    this.#socket = socket;
    this.#nonce = nonce;
    this.#handshake = setTimeout(() => this.refuse("BAD_FRAME", "no hello came"), HANDSHAKE_MS);
  }

  hear(data: RawData, isBinary: boolean): void {
    const frame = isBinary ? null : parseFrame(data);
    if (frame === null) {
      this.refuse(
        "BAD_FRAME",
        "this frame is not of the protocol; daemon and server may be of different versions",
      );
      return;
    }
    this.#take(frame).catch((error: unknown) => this.#fail(error));
  }

  send(frame: ServerFrame): void {
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.send(JSON.stringify(frame));
  }

  refuse(code: Refused, message: string): void {
    this.send({ kind: "refused", code, message });
    this.#socket.close(POLICY_VIOLATION, code);
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#handshake);
    this.#delivery?.stop();
    this.#unlink();
  }

  async #take(frame: DaemonFrame): Promise<void> {
    if (frame.kind === "hello") return this.#greet(frame);
    const known = this.#known;
    if (known === null) return this.refuse("BAD_FRAME", "hello comes first");
    switch (frame.kind) {
      case "records":
        known.intake.take(frame.records);
        if (known.intake.open() > MAX_OPEN_RECORDS) this.#socket.pause();
        return;
      case "caught_up":
        return this.#catchUp(known);
      case "ack_commands":
        await acknowledgeCommands(this.#world, { ...known.session, ids: frame.ids });
        this.#delivery?.forget(frame.ids);
        return;
      case "heartbeat":
        known.deltas.forget();
        return this.#beat(known.session, frame);
      case "delta":
        return known.deltas.pass(frame);
      case "request":
        return this.#answer(known.session, frame);
    }
  }

  async #greet(hello: Extract<DaemonFrame, { kind: "hello" }>): Promise<void> {
    if (this.#isGreeting) return this.refuse("BAD_FRAME", "hello comes once");
    this.#isGreeting = true;
    clearTimeout(this.#handshake);
    if (hello.version !== MESH_VERSION) {
      const older = hello.version < MESH_VERSION ? "the daemon" : "the server";
      return this.refuse(
        "VERSION",
        `the daemon speaks version ${hello.version}, the server ${MESH_VERSION}: update ${older}`,
      );
    }
    const signed = {
      text: signedText({ nonce: this.#nonce, daemonId: hello.daemonId, bootId: hello.bootId }),
      signature: Buffer.from(hello.signature, "base64"),
    };
    const session = await beginSession(this.#world, { ...hello, signed });
    if ("refused" in session) return this.refuse(session.refused, "this daemon is not let in");
    if (this.#isClosed) return;
    this.#unlink = replaceLink(this.#world, session, (by) =>
      yieldLink(this, { socket: this.#socket, isItself: by === session.bootId }),
    );
    const deltas = passDeltas(this.#world, session);
    this.#known = { session, live: hello.live, intake: this.#openIntake(session), deltas };
    const { leaseMs, heartbeatMs } = this.#world.config;
    this.send({ kind: "welcome", session: session.session, ownerId: session.ownerId, leaseMs, heartbeatMs });
  }

  #openIntake(session: Session): Intake {
    return createIntake({
      commit: async (group) => {
        // not acknowledged until there is space: it is in the daemon's spool as long
        await this.#world.space.untilFree();
        if (group.length > 1 && (await takeTogether(this.#world, session, group))) return;
        for (const spooled of group) await commitOne(this.#world, session, spooled);
      },
      acknowledge: (upTo) => {
        this.send({ kind: "ack", upTo });
        if ((this.#known?.intake.open() ?? 0) <= MAX_OPEN_RECORDS / 2) this.#socket.resume();
      },
      failed: (error) => this.#fail(error),
    });
  }

  async #catchUp({ session, live, intake }: Known): Promise<void> {
    // what it runs later is not in the list that it came with
    if (this.#isCaughtUp) return;
    this.#isCaughtUp = true;
    await intake.settled();
    await endUnlisted(this.#world, { session, live });
    if (!(await markReady(this.#world, session))) {
      const isItself = (await bootOf(this.#world.db, session)) === session.bootId;
      return yieldLink(this, { socket: this.#socket, isItself });
    }
    if (this.#isClosed) return;
    this.send({ kind: "ready" });
    this.#delivery = deliverCommands(this.#world, session, (frame) => this.send(frame));
  }

  async #beat(session: Session, heartbeat: Extract<DaemonFrame, { kind: "heartbeat" }>): Promise<void> {
    const fenced = await takeHeartbeat(this.#world, session, heartbeat);
    if (fenced === null) {
      const isItself = (await bootOf(this.#world.db, session)) === session.bootId;
      return yieldLink(this, { socket: this.#socket, isItself });
    }
    this.send({
      kind: "heartbeat_ack",
      sentAtMs: heartbeat.sentAtMs,
      leaseMs: this.#world.config.leaseMs,
      fenced,
    });
  }

  async #answer(session: Session, request: Extract<DaemonFrame, { kind: "request" }>): Promise<void> {
    try {
      const answer = await answerRequest(this.#world, { session, request });
      this.send({ kind: "response", id: request.id, ok: true, ...answer });
    } catch (error) {
      this.#world.log.warn(
        { err: error, daemonId: session.daemonId },
        "a daemon's request could not be answered",
      );
      this.send({
        kind: "response",
        id: request.id,
        ok: false,
        text: "the run is over, or the database is away",
      });
    }
  }

  /** The daemon comes back on a new socket and sends again what was not acknowledged. */
  #fail(error: unknown): void {
    this.#world.log.warn(
      { err: error, daemonId: this.#known?.session.daemonId },
      "a daemon's connection is closed after a failure",
    );
    this.#socket.close(1011, "try again");
  }
}

async function commitOne(world: World, session: Session, { record, seq }: Spooled): Promise<void> {
  const taken = await takeRecord(world, { ...session, record, seq });
  if (taken !== "taken") noteRefused(world, { daemonId: session.daemonId, seq, record, taken });
}

/**
 * A connection that a network held back may be taken in after the one that the same daemon has made since: that daemon has only to come again.
 * Another program with its identity has to end, for the two would replace each other for ever.
 */
function yieldLink(link: DaemonLink, { socket, isItself }: { socket: LinkSocket; isItself: boolean }): void {
  if (isItself) socket.close(SERVICE_RESTART);
  else link.refuse("REPLACED", NEWER);
}
