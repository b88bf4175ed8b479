import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type DaemonWorld, makeDaemonWorld, until } from "./daemon-world.ts";

let world: DaemonWorld | undefined;

const shell = (script: string) => ({ driver: "acp", command: ["sh", "-c", script] });

describe("an agent that does not work", () => {
  it.each([
    ["is not installed", { driver: "acp", command: ["no-such-agent"] }, /no-such-agent/],
    ["exits at once", shell("echo it is broken >&2; exit 3"), /exit code 3[\s\S]*it is broken/],
    ["prints no protocol", shell("echo hello there; exit 0"), /exit code 0[\s\S]*hello there/],
  ])("%s: the run fails with its last lines", async (_name, agent, expected) => {
    world = await makeDaemonWorld({ config: { agents: { bad: agent } } });
    await world.start();
    world.startRun([], { agent: "bad" });
    const ended = await until(() => world?.state.of("run_ended")[0]);
    expect(ended).toMatchObject({ reason: "handshake_failed" });
    expect(ended.detail).toMatch(expected);
  });

  it("tells the server which agents cannot be started", async () => {
    world = await makeDaemonWorld({
      config: { agents: { missing: { driver: "acp", command: ["no-such-agent"] } } },
    });
    await world.start();
    const agents = world.state.hellos[0]?.agents ?? [];
    expect(agents.map(({ name, ready }) => [name, ready])).toEqual([
      ["scripted", true],
      ["missing", false],
    ]);
  });
});

describe("an agent in the middle of its turn", () => {
  it("crashes: what it was saying is kept as cut short", async () => {
    world = await makeDaemonWorld();
    const { state } = world;
    await world.start();
    world.startRun([
      { print: { lines: 1 }, to: "stderr" },
      { say: "I was about to" },
      { sleep: 200 },
      { crash: "SIGKILL" },
    ]);
    const ended = await until(() => state.of("run_ended")[0]);
    expect(ended).toMatchObject({ reason: "agent_ended" });
    expect(ended.detail).toMatch(/SIGKILL[\s\S]*line 1/);
    const messages = state.of("messages").flatMap((record) => record.messages);
    expect(messages).toMatchObject([{ content: "I was about to", truncated: true }]);
    expect(state.of("turn_ended")).toEqual([]);
  });

  it("prints garbage: it is kept as output, and the turn goes on", async () => {
    world = await makeDaemonWorld();
    const { state } = world;
    await world.start();
    world.startRun([{ garbage: "}{ not json" }, { garbage: '{"jsonrpc":"2.0"}' }, { say: "still here" }]);
    await until(() => state.of("turn_ended")[0]);
    const output = state.of("output").flatMap(({ pieces }) => pieces);
    expect(output.map(({ stream, text }) => [stream, text])).toContainEqual(["agent", "}{ not json\n"]);
    expect(
      state
        .of("messages")
        .flatMap(({ messages }) => messages)
        .at(-1)?.content,
    ).toBe("still here");
  });

  it("answers with an error: the turn ends with it, and the run stays", async () => {
    world = await makeDaemonWorld();
    const { state } = world;
    await world.start();
    const { taskId } = world.startRun([{ run: "exit 7", expect: 0 }]);
    const ended = await until(() => state.of("turn_ended")[0]);
    expect(ended.error).toMatch(/ended with 7/);
    expect(state.of("run_ended")).toEqual([]);
    const isThere = ({ isWhole, runs }: { isWhole: boolean; runs: { taskId: string }[] }) =>
      isWhole && runs[0]?.taskId === taskId;
    const before = state.heartbeats.length;
    await until(() => state.heartbeats.slice(before).some(isThere));
  });

  it("hangs: a cancelled turn ends as cancelled", async () => {
    world = await makeDaemonWorld();
    const { state } = world;
    await world.start();
    const { taskId } = world.startRun([{ say: "now" }, { hang: true }]);
    await until(() => state.deltas.length > 0);
    state.command({ kind: "cancel_turn", taskId, epoch: 1, reason: "enough" });
    expect(await until(() => state.of("turn_ended")[0])).toMatchObject({
      stopReason: "cancelled",
      error: null,
    });
  });
});

describe("an agent that prints 100 MB", () => {
  const bytes = 100 * 1024 * 1024;
  const residentMb = async (pid: number): Promise<number> => {
    const status = await readFile(join("/proc", String(pid), "status"), "utf8");
    return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
  };

  it.each(["message", "tool", "stderr"])(
    "as %s: all of it flows through, in bounded memory",
    async (to) => {
      world = await makeDaemonWorld();
      const { state } = world;
      state.keepsOutput = false;
      const daemon = await world.start();
      world.startRun([{ print: { bytes }, to }]);
      await until(() => state.of("turn_ended")[0]);
      expect(state.bytes).toBeGreaterThan(bytes);
      const peak = await residentMb(daemon.pid);
      expect(peak).toBeLessThan(240);
    },
    120_000,
  );
});
