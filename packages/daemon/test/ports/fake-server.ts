// A fake of makima's server for the daemon's tests: a real socket that speaks the mesh, keeps what it is told, and commands.
import { createPublicKey, randomUUID, verify } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { joinRequest } from "@makima/protocol/daemons";
import {
  type DaemonFrame,
  daemonFrame,
  type MeshCommand,
  type MeshRecord,
  type ServerFrame,
  type Spooled,
  signedText,
} from "@makima/protocol/mesh";
import { type WebSocket, WebSocketServer } from "ws";

type Hello = Extract<DaemonFrame, { kind: "hello" }>;
export type FakeServer = Awaited<ReturnType<typeof openFakeServer>>;

export interface FakeSettings {
  leaseMs: number;
  heartbeatMs: number;
  /** False leaves heartbeats unanswered, as a server that hangs. */
  answersHeartbeats: boolean;
  /** False keeps records and does not acknowledge them. */
  acknowledges: boolean;
  past: string;
  /** What is done with a call of a tool, and with one that waited too long; undefined answers nothing. */
  onTool: (call: Extract<MeshRecord, { kind: "tool_call" | "tool_overdue" }>) => unknown;
}

export async function openFakeServer(changes: Partial<FakeSettings> = {}) {
  const settings: FakeSettings = {
    leaseMs: 15_000,
    heartbeatMs: 200,
    answersHeartbeats: true,
    acknowledges: true,
    past: "",
    onTool: () => undefined,
    ...changes,
  };
  const state = new FakeState(settings);
  const http = createServer((request, response) => void state.join(request, response));
  const sockets = new WebSocketServer({
    server: http,
    path: "/api/v1/mesh/link",
    maxPayload: 64 * 1024 * 1024,
  });
  sockets.on("connection", (socket) => state.connect(socket));
  await new Promise<void>((listening) => http.listen(0, "127.0.0.1", listening));
  const address = http.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    joinToken: "a-join-token",
    settings,
    state,
    /** Cuts every connection; the daemon comes back. */
    cut: () => {
      for (const socket of sockets.clients) socket.terminate();
    },
    close: () =>
      new Promise<void>((closed) => {
        for (const socket of sockets.clients) socket.terminate();
        http.close(() => closed());
        http.closeAllConnections();
      }),
  };
}

class FakeState {
  readonly settings: FakeSettings;
  readonly records: MeshRecord[] = [];
  /** Numbers as they came, also again. */
  readonly seenSeqs: number[] = [];
  readonly hellos: Hello[] = [];
  readonly deltas: Extract<DaemonFrame, { kind: "delta" }>[] = [];
  readonly heartbeats: Extract<DaemonFrame, { kind: "heartbeat" }>[] = [];
  readonly acked = new Set<string>();
  fenced: { taskId: string; epoch: number }[] = [];
  lastSeq = 0;
  bytes = 0;
  keepsOutput = true;
  readonly #commands = new Map<string, MeshCommand>();
  readonly #daemons = new Map<string, string>();
  #socket: WebSocket | null = null;
  #isReady = false;

  constructor(settings: FakeSettings) {
    this.settings = settings;
  }

  async join(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.headers.authorization !== "Bearer a-join-token") {
      response.writeHead(401).end("{}");
      return;
    }
    let text = "";
    for await (const chunk of request) text += String(chunk);
    const daemonId = randomUUID();
    this.#daemons.set(daemonId, joinRequest.parse(JSON.parse(text)).publicKey);
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify({ daemonId, ownerId: randomUUID() }));
  }

  connect(socket: WebSocket): void {
    this.#socket = socket;
    this.#isReady = false;
    const nonce = randomUUID();
    this.send({ kind: "challenge", nonce, version: 1 });
    socket.on("message", (data: Buffer) => {
      const text = data.toString("utf8");
      this.bytes += text.length;
      this.#take(daemonFrame.parse(JSON.parse(text)), nonce);
    });
  }

  send(frame: ServerFrame): void {
    this.#socket?.send(JSON.stringify(frame));
  }

  /** Delivered now or when the daemon is there, again on each connection until it is acknowledged. */
  command(command: MeshCommand, id: string = randomUUID()): string {
    this.#commands.set(id, command);
    if (this.#isReady) this.send({ kind: "command", id, command });
    return id;
  }

  of<Kind extends MeshRecord["kind"]>(kind: Kind): Extract<MeshRecord, { kind: Kind }>[] {
    return this.records.filter(
      (record): record is Extract<MeshRecord, { kind: Kind }> => record.kind === kind,
    );
  }

  /** Sends back what has come and was not acknowledged. */
  ackAll(): void {
    this.send({ kind: "ack", upTo: this.lastSeq });
  }

  #take(frame: DaemonFrame, nonce: string): void {
    switch (frame.kind) {
      case "hello":
        return this.#welcome(frame, nonce);
      case "records":
        for (const record of frame.records) this.#keep(record);
        if (this.settings.acknowledges) this.ackAll();
        return;
      case "caught_up":
        this.#isReady = true;
        this.send({ kind: "ready" });
        for (const [id, command] of this.#commands) {
          if (!this.acked.has(id)) this.send({ kind: "command", id, command });
        }
        return;
      case "ack_commands":
        for (const id of frame.ids) this.acked.add(id);
        return;
      case "heartbeat":
        this.heartbeats.push(frame);
        if (!this.settings.answersHeartbeats) return;
        return this.send({
          kind: "heartbeat_ack",
          sentAtMs: frame.sentAtMs,
          leaseMs: this.settings.leaseMs,
          fenced: this.fenced,
        });
      case "delta":
        this.deltas.push(frame);
        return;
      case "request":
        return this.send({
          kind: "response",
          id: frame.id,
          ok: true,
          text: this.settings.past,
          // It keeps no messages, and no transcript.
          data: frame.ask.kind === "past_messages" ? { messages: [], nextIndex: null } : null,
        });
    }
  }

  #welcome(hello: Hello, nonce: string): void {
    const { daemonId, bootId, signature } = hello;
    const key = this.#daemons.get(daemonId);
    if (key === undefined) {
      return this.send({ kind: "refused", code: "UNKNOWN_DAEMON", message: "nobody knows this daemon" });
    }
    const publicKey = createPublicKey({ key: Buffer.from(key, "base64"), format: "der", type: "spki" });
    const text = Buffer.from(signedText({ nonce, daemonId, bootId }));
    if (!verify(null, text, publicKey, Buffer.from(signature, "base64"))) {
      return this.send({ kind: "refused", code: "BAD_SIGNATURE", message: "the signature is wrong" });
    }
    this.hellos.push(hello);
    const { leaseMs, heartbeatMs } = this.settings;
    this.send({ kind: "welcome", session: this.hellos.length, ownerId: randomUUID(), leaseMs, heartbeatMs });
  }

  #keep({ seq, record }: Spooled): void {
    this.seenSeqs.push(seq);
    if (seq <= this.lastSeq) return;
    this.lastSeq = seq;
    const isBulk = record.kind === "output" || record.kind === "messages";
    if (this.keepsOutput || !isBulk) this.records.push(record);
    if (record.kind !== "tool_call" && record.kind !== "tool_overdue") return;
    const result = this.settings.onTool(record);
    const { taskId, epoch, callKey } = record;
    if (result !== undefined)
      this.command({ kind: "tool_result", taskId, epoch, callKey, result, isError: false });
  }
}
