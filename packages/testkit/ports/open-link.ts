// A bare socket of the mesh, for tests of what a server does with frames that no daemon of ours would send.

import { type KeyObject, sign } from "node:crypto";
import { once } from "node:events";
import { MESH_PATH, MESH_VERSION, type ServerFrame, signedText } from "@makima/protocol/mesh";
import { WebSocket } from "ws";

export type BareLink = {
  /** all that the server said */
  frames: ServerFrame[];
  send(frame: object | string): void;
  /** the close code */
  closed: Promise<number>;
  close(): void;
};

export type Greeting = {
  daemonId: string;
  bootId: string;
  privateKey: KeyObject;
  version?: number;
  live?: readonly { taskId: string; epoch: number }[];
  agents?: readonly object[];
  maxTasks?: number;
};

/** @param heard is told each frame as it comes */
export async function openLink(
  url: string,
  heard: (frame: ServerFrame) => void = () => undefined,
): Promise<BareLink> {
  const socket = new WebSocket(`${url.replace(/^http/, "ws")}/api/v1${MESH_PATH}`);
  const frames: ServerFrame[] = [];
  const challenged = once(socket, "message");
  socket.on("message", (data: Buffer) => {
    const frame = JSON.parse(data.toString("utf8")) as ServerFrame;
    frames.push(frame);
    heard(frame);
  });
  const closed = new Promise<number>((resolve) => socket.on("close", (code) => resolve(code)));
  // A reset says less than the close that follows; before the challenge it is what the caller is told.
  socket.on("error", () => socket.terminate());
  await Promise.race([challenged, closed.then(() => Promise.reject(new Error("nobody challenged")))]);
  return {
    frames,
    send: (frame) => socket.send(typeof frame === "string" ? frame : JSON.stringify(frame)),
    closed,
    close: () => socket.terminate(),
  };
}

/** Says who it is, with a signature over the challenge that this key makes. */
export function greet(link: BareLink, greeting: Greeting): void {
  const [challenge] = link.frames;
  if (challenge?.kind !== "challenge") throw new Error("a challenge comes first");
  const {
    daemonId,
    bootId,
    privateKey,
    version = MESH_VERSION,
    live = [],
    agents = [],
    maxTasks = 1,
  } = greeting;
  const text = signedText({ nonce: challenge.nonce, daemonId, bootId });
  const signature = sign(null, Buffer.from(text), privateKey).toString("base64");
  const known = { machine: "m", agents, maxTasks, program: "test" };
  link.send({ kind: "hello", version, daemonId, bootId, signature, live, ...known });
}
