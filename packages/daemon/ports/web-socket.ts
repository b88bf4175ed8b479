// The only place of the daemon that opens a WebSocket.
import { MAX_FRAME_BYTES } from "@makima/protocol/mesh";
import { WebSocket } from "ws";

export interface Socket {
  /** Resolves when the text was handed to the system: a slow peer slows the caller down. Rejects once closed. */
  send(text: string): Promise<void>;
  /** Frames in order; ends when the socket closes. */
  readonly frames: AsyncIterable<string>;
  close(): void;
}

/** Rejects when no connection comes about within `timeoutMs`. */
export function openSocket(url: string, { timeoutMs }: { timeoutMs: number }): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, {
      handshakeTimeout: timeoutMs,
      maxPayload: MAX_FRAME_BYTES,
      perMessageDeflate: false,
    });
    const frames = listen(socket);
    socket.once("error", reject);
    socket.once("open", () =>
      resolve({
        send: (text) =>
          new Promise((sent, failed) => {
            socket.send(text, (error) => (error ? failed(error) : sent()));
          }),
        frames,
        close: () => socket.terminate(),
      }),
    );
  });
}

async function* iterate(queue: string[], wait: () => Promise<boolean>): AsyncGenerator<string> {
  do {
    for (let text = queue.shift(); text !== undefined; text = queue.shift()) yield text;
  } while (await wait());
}

function listen(socket: WebSocket): AsyncIterable<string> {
  const queue: string[] = [];
  let isOpen = true;
  let wake: () => void = () => undefined;
  socket.on("message", (data: Buffer) => {
    queue.push(data.toString("utf8"));
    wake();
  });
  socket.once("close", () => {
    isOpen = false;
    wake();
  });
  return iterate(queue, async () => {
    if (queue.length === 0 && isOpen) await new Promise<void>((go) => (wake = go));
    return queue.length > 0 || isOpen;
  });
}
