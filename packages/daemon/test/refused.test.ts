import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { type DaemonWorld, makeDaemonWorld, until } from "./daemon-world.ts";
import { runDaemon } from "./ports/run-daemon.ts";

let world: DaemonWorld | undefined;

describe("a daemon that is not wanted", () => {
  it.each([
    { kind: "refused", code: "REPLACED", message: "Another process has this identity." } as const,
    { kind: "challenge", nonce: "x", version: 99 } as const,
  ])("ends with its own exit code and says why: $kind", async (frame) => {
    world = await makeDaemonWorld();
    const { state } = world;
    const daemon = await world.start();
    const exited = once(daemon.child, "exit");
    state.send(frame);
    expect(await exited).toEqual([3, null]);
    expect(daemon.log()).toMatch(
      frame.kind === "refused" ? /Another process has this identity/ : /update the daemon/,
    );
  });

  it("says what to do without a join token, and with a spent one", async () => {
    world = await makeDaemonWorld();
    const { home, server } = world;
    for (const [joinToken, expected] of [
      ["spent", /make a new one/],
      ["", /make a new one/],
    ] as const) {
      const daemon = runDaemon({ home, server: { url: server.url, joinToken } });
      await expect(daemon.ready).rejects.toThrow(expected);
      expect(daemon.child.exitCode).toBe(1);
    }
  });

  it("does not start in a folder where another one works", async () => {
    world = await makeDaemonWorld();
    const { home, server } = world;
    await world.start();
    await expect(runDaemon({ home, server }).ready).rejects.toThrow(/Another daemon/);
  });
});

describe("a daemon whose parent is gone", () => {
  it("ends by itself, keeps what was being said, and takes its agents with it", async () => {
    world = await makeDaemonWorld();
    const { state } = world;
    const daemon = await world.start();
    world.startRun([{ say: "I was about to" }, { hang: true }]);
    await until(() => state.deltas.length > 0);
    const exited = once(daemon.child, "exit");
    daemon.child.stdin?.end();
    expect(await exited).toEqual([0, null]);
    const messages = (): object[] => state.of("messages").flatMap((record) => record.messages);
    if (messages().length === 0) await world.start();
    await until(() => messages().length > 0);
    expect(messages()).toMatchObject([{ content: "I was about to", truncated: true }]);
  });
});
