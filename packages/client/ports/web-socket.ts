// One WebSocket as a sequence of texts that a reader takes at its own speed.
import { on } from "node:events";
import { WebSocket } from "ws";
import { type Socket, SocketRefused } from "./socket.ts";

/** A peer that says nothing for this long, not even to a ping, is gone without a word. */
const silenceMs = 30_000;
/** The reader of a full queue lets the socket wait, and with it the server, which bounds the memory of both. */
const fullAt = 1_024;

/** Throws `SocketRefused`. */
export async function openSocket(url: string, headers: Record<string, string>): Promise<Socket> {
  const socket = new WebSocket(url, { headers, perMessageDeflate: false, handshakeTimeout: 10_000 });
  const closed = new Promise<number>((resolve) => {
    socket.once("close", resolve);
  });
  // Listening begins before the handshake has ended: a frame may come in the same packet as its answer.
  const messages = on(socket, "message", { close: ["close"], highWaterMark: fullAt, lowWaterMark: 1 });
  await openedOf(socket);
  watchSilence(socket);
  return {
    send: (text) => socket.send(text),
    texts: textsOf(messages),
    closed,
    close: () => socket.terminate(),
  };
}

async function openedOf(socket: WebSocket): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    socket.once("open", resolve);
    socket.on("error", (cause) => reject(new SocketRefused({ status: null, body: "" }, { cause })));
    socket.once("unexpected-response", (request, response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => {
        request.destroy();
        const body = Buffer.concat(chunks).toString("utf8");
        reject(new SocketRefused({ status: response.statusCode ?? null, body }));
      });
    });
  });
}

async function* textsOf(messages: AsyncIterable<unknown[]>): AsyncGenerator<string> {
  for await (const [data] of messages) yield String(data);
}

function watchSilence(socket: WebSocket): void {
  let isHeard = true;
  const hear = (): void => {
    isHeard = true;
  };
  const timer = setInterval(() => {
    // A socket that waits for its reader hears nothing, which is no silence of the server.
    if (!isHeard && !socket.isPaused) socket.terminate();
    isHeard = false;
    socket.ping();
  }, silenceMs / 2);
  timer.unref();
  socket.on("pong", hear).on("message", hear);
  socket.once("close", () => clearInterval(timer));
}
