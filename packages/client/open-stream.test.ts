// The stream against a real server that cuts it off: nothing missed, nothing twice.
import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import type { WebSocket } from "ws";
import { createClient, type StreamOptions, type WatchedFrame } from "./client.ts";
import { type ServerScript, startScriptedServer } from "./ports/scripted-server.ts";

const id = "01890000-0000-7000-8000-000000000001";
const contract = `contract:${id}` as const;

/** A server with a log of ten events on each topic, which sends from the cursor on and then does what `after` says. */
function logServer(asked: unknown[], after: (socket: WebSocket, place: number) => void): ServerScript {
  return {
    socket: (socket, place) => {
      socket.on("message", (data: Buffer) => {
        const request = JSON.parse(data.toString()) as { subscribe: string; after?: string };
        asked.push(request);
        const from = Number(request.after ?? 0);
        const upTo = Math.min(10, from + 4);
        for (let number = from + 1; number <= upTo; number++)
          socket.send(eventFrame(request.subscribe, number));
        after(socket, place);
      });
    },
  };
}

const eventFrame = (topic: string, number: number): string =>
  JSON.stringify({ topic, cursor: String(number), kind: "event", data: { number } });

async function watch(script: ServerScript, options: StreamOptions, enough: number): Promise<WatchedFrame[]> {
  await using server = await startScriptedServer(script);
  const client = createClient({ url: server.url, apiKey: "key" });
  const frames: WatchedFrame[] = [];
  for await (const frame of client.stream(options)) {
    frames.push(frame);
    if (frames.length === enough) break;
  }
  return frames;
}

const cursorsOf = (frames: readonly WatchedFrame[], topic: string) =>
  frames.filter((frame) => frame.topic === topic).map(({ cursor }) => cursor);

test("goes on behind the last frame after each cut, on every topic", async () => {
  const asked: unknown[] = [];
  const states: string[] = [];
  const script = logServer(asked, (socket) => {
    if (asked.length % 2 === 0) socket.close();
  });
  const frames = await watch(
    script,
    { topics: ["owner", contract], after: { owner: "2" }, onConnection: (state) => states.push(state) },
    18,
  );
  expect(cursorsOf(frames, "owner")).toEqual(["3", "4", "5", "6", "7", "8", "9", "10"]);
  expect(cursorsOf(frames, contract)).toEqual(["1", "2", "3", "4", "5", "6", "7", "8", "9", "10"]);
  expect(asked.slice(0, 4)).toEqual([
    { subscribe: "owner", after: "2" },
    { subscribe: contract },
    { subscribe: "owner", after: "6" },
    { subscribe: contract, after: "4" },
  ]);
  expect(states.slice(0, 3)).toEqual(["open", "lost", "open"]);
});

test("comes back after being cut off without a close", async () => {
  const script = logServer([], (socket) => socket.terminate());
  const frames = await watch(script, { topics: ["owner"], after: { owner: "6" } }, 4);
  expect(cursorsOf(frames, "owner")).toEqual(["7", "8", "9", "10"]);
});

test("a delta has no cursor and moves none", async () => {
  const asked: { after?: string }[] = [];
  const script: ServerScript = {
    socket: (socket) => {
      socket.on("message", (data: Buffer) => {
        asked.push(JSON.parse(data.toString()) as { after?: string });
        socket.send(eventFrame("owner", asked.length));
        socket.send(JSON.stringify({ topic: "owner", cursor: null, kind: "delta", data: { text: "a" } }));
        socket.close();
      });
    },
  };
  await watch(script, { topics: ["owner"] }, 3);
  expect(asked[1]).toEqual({ subscribe: "owner", after: "1" });
});

test("ends without an error when its signal is aborted, also between two connections", async () => {
  const stop = new AbortController();
  await using server = await startScriptedServer(logServer([], () => undefined));
  const client = createClient({ url: server.url, apiKey: "key" });
  const seen: WatchedFrame[] = [];
  const watching = (async () => {
    for await (const frame of client.stream({ topics: ["owner"], signal: stop.signal })) seen.push(frame);
  })();
  while (seen.length < 4) await pause(5);
  stop.abort();
  await watching;
  expect(seen).toHaveLength(4);
});

test("a refusal ends it with the code: of the handshake, of a frame, of a close", async () => {
  await using server = await startScriptedServer({ socket: () => undefined });
  const stranger = createClient({ url: server.url, apiKey: "other" });
  await expect(firstFrame(stranger.stream({ topics: ["owner"] }))).rejects.toMatchObject({
    code: "UNAUTHORIZED",
  });
  const framed = logServer([], (socket) => {
    socket.send(JSON.stringify({ topic: contract, error: "NOT_FOUND", message: "no such contract" }));
  });
  await expect(watch(framed, { topics: [contract] }, 99)).rejects.toMatchObject({
    code: "NOT_FOUND",
    status: 404,
  });
  const revoked = logServer([], (socket) => socket.close(4401));
  await expect(watch(revoked, { topics: ["owner"] }, 99)).rejects.toMatchObject({ code: "UNAUTHORIZED" });
});

test("a server that is not there is told at once", async () => {
  const server = await startScriptedServer({});
  await server[Symbol.asyncDispose]();
  const client = createClient({ url: server.url, apiKey: "key" });
  await expect(firstFrame(client.stream({ topics: ["owner"] }))).rejects.toMatchObject({
    code: "SERVER_UNREACHABLE",
  });
});

async function firstFrame(frames: AsyncIterable<WatchedFrame>): Promise<WatchedFrame | null> {
  for await (const frame of frames) return frame;
  return null;
}

test("a slow reader gets every frame of a fast server", async () => {
  const count = 5_000;
  const script: ServerScript = {
    socket: (socket) => {
      socket.on("message", () => {
        for (let number = 1; number <= count; number++) socket.send(eventFrame("owner", number));
      });
    },
  };
  await using server = await startScriptedServer(script);
  const client = createClient({ url: server.url, apiKey: "key" });
  let last = 0;
  for await (const frame of client.stream({ topics: ["owner"] })) {
    if (last % 1_000 === 0) await pause(10);
    expect(frame.cursor).toBe(String(last + 1));
    last += 1;
    if (last === count) break;
  }
});
