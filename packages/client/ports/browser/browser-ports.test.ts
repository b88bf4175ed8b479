// What the client touches in a browser, against a real server: Node has the same clock, randomness and sockets as a browser.
import { describe, expect, test } from "vitest";
import { type ServerScript, startScriptedServer } from "../scripted-server.ts";
import { SocketRefused } from "../socket.ts";
import { monotonicMs, sleep } from "./clock.ts";
import { chance, newKey } from "./random.ts";
import { openSocket } from "./web-socket.ts";

test("a pause ends, or is ended", async () => {
  const before = monotonicMs();
  await sleep(5);
  expect(monotonicMs()).toBeGreaterThan(before);
  const over = new AbortController();
  const pause = sleep(60_000, over.signal);
  over.abort();
  await expect(pause).rejects.toThrow("ended");
  await expect(sleep(1, over.signal)).rejects.toThrow();
});

test("keys are no two times the same", () => {
  const keys = new Set(Array.from({ length: 100 }, newKey));
  expect(keys.size).toBe(100);
  expect([...keys].every((key) => /^[0-9a-f]{32}$/.test(key))).toBe(true);
  expect(chance()).toBeLessThan(1);
});

describe("a socket", () => {
  const open = async (script: ServerScript) => {
    const server = await startScriptedServer({ ...script, admits: () => true });
    return { server, url: `${server.url.replace("http", "ws")}/api/v1/stream` };
  };

  test("brings each text in its order, also those that came before anybody read", async () => {
    const { server, url } = await open({
      socket: (socket) => {
        for (let number = 0; number < 500; number++) socket.send(String(number));
        socket.on("message", () => socket.close(4008));
      },
    });
    const socket = await openSocket(url, {});
    socket.send("close");
    const texts: string[] = [];
    for await (const text of socket.texts) texts.push(text);
    expect(texts).toEqual(Array.from({ length: 500 }, (_, number) => String(number)));
    expect(await socket.closed).toBe(4008);
    await server[Symbol.asyncDispose]();
  });

  test("that is refused is told as such", async () => {
    const { server, url } = await open({});
    await expect(openSocket(url, {})).rejects.toThrow(SocketRefused);
    await server[Symbol.asyncDispose]();
  });
});
