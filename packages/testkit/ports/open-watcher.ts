// A bare socket of the stream, for tests of what the client takes care of by itself.
import { once } from "node:events";
import type { StreamFrame } from "@makima/protocol/stream";
import { WebSocket } from "ws";

export type BareWatcher = {
  frames: StreamFrame[];
  send(text: string): void;
  /** From now on it reads nothing, until `read`. */
  stall(): void;
  read(): void;
  /** the close code */
  closed: Promise<number>;
  close(): void;
};

export async function openWatcher({ url, apiKey }: { url: string; apiKey: string }): Promise<BareWatcher> {
  const address = `${url.replace(/^http/, "ws")}/api/v1/stream`;
  const socket = new WebSocket(address, { headers: { authorization: `Bearer ${apiKey}` } });
  const frames: StreamFrame[] = [];
  socket.on("message", (data: Buffer) => frames.push(JSON.parse(data.toString("utf8")) as StreamFrame));
  const closed = once(socket, "close").then(([code]) => Number(code));
  await once(socket, "open");
  return {
    frames,
    send: (text) => socket.send(text),
    stall: () => socket.pause(),
    read: () => socket.resume(),
    closed,
    close: () => socket.terminate(),
  };
}
