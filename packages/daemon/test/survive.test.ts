import { join } from "node:path";
import type { StartRun } from "@makima/protocol/mesh";
import { describe, expect, it } from "vitest";
import { sleep } from "../ports/clock.ts";
import { readEntry } from "../ports/process-table.ts";
import { type DaemonWorld, makeDaemonWorld, readText, until } from "./daemon-world.ts";
import type { RunningDaemon } from "./ports/run-daemon.ts";

let world: DaemonWorld | undefined;

const pidIn = async (path: string): Promise<number> => {
  for (;;) {
    const text = await readText(path);
    if (text !== null && text.endsWith("\n")) return Number(text);
    await sleep(10);
  }
};

/** A step that starts a process in a session of its own, whose parent is gone, and tells its pid. */
const startStray = (file: string) => ({
  run: `setsid sh -c '(sh -c "echo \\$\\$ > ${file}; exec sleep 1000" >/dev/null 2>&1 &)' </dev/null`,
});

describe("a daemon that is killed", () => {
  it("ends what is left of its agents before it says hello, and begins nothing again", async () => {
    world = await makeDaemonWorld();
    const { state } = world;
    const stray = join(world.home, "stray.pid");
    const first = await world.start();
    const run = world.startRun([{ say: "I start." }, startStray(stray), { hang: true }]);
    const strayPid = await pidIn(stray);
    await until(() => state.of("messages").length >= 2);
    await first.stop("SIGKILL");
    expect(await readEntry(strayPid)).not.toBe(null);

    const isStrayAlive: boolean[] = [];
    const { hellos } = state;
    const second = world.start();
    await until(() => hellos.length === 2);
    isStrayAlive.push((await readEntry(strayPid)) !== null);
    await second;
    expect(isStrayAlive).toEqual([false]);
    expect(hellos[1]?.live).toEqual([]);
    expect(hellos[1]?.bootId).not.toBe(hellos[0]?.bootId);

    // A repeated delivery of a command that was begun by the killed process.
    const id = [...state.acked][0] ?? "";
    state.acked.delete(id);
    state.command(run, id);
    await until(() => state.acked.has(id));
    await until(() => state.heartbeats.length > 3);
    expect(state.of("run_started")).toHaveLength(1);
  });

  it("goes on in a worktree as found under a new epoch, with the past as a prompt", async () => {
    world = await makeDaemonWorld({
      settings: { past: "THE PAST" },
      config: { agents: { forgetful: forgetful() } },
    });
    const { state } = world;
    const first = await world.start();
    const agent = "forgetful";
    const run = world.startRun([{ write: "b.txt", content: "b1\n" }, { hang: true }], { agent });
    await until(() => state.of("messages").length >= 2);
    await first.stop("SIGKILL");
    await world.start();
    world.goOn(run, null);
    const started = await until(() => state.of("run_started").find(({ epoch }) => epoch === 2));
    expect(started).toMatchObject({ rung: "told", agentSession: null });
    await until(() => state.of("turn_ended").find(({ epoch }) => epoch === 2));
    expect(state.of("checkpoint")[0]).toMatchObject({
      epoch: 2,
      checkpoint: { reason: "as_found", filesChanged: 1 },
    });
    const said = state
      .of("messages")
      .filter(({ epoch }) => epoch === 2)
      .flatMap(({ messages }) => messages);
    expect(said[0]?.content).toContain("No prompt has brought a script");
  });

  it("loads the agent's own session where the agent can, and stores nothing of the replay", async () => {
    world = await makeDaemonWorld();
    const { state } = world;
    const first = await world.start();
    const run = world.startRun([{ say: "before" }, { hang: true, once: true }, { say: "after" }]);
    await until(() => state.deltas.length > 0);
    const agentSession = state.of("run_started")[0]?.agentSession ?? null;
    expect(agentSession).not.toBe(null);
    await killAndGoOn({ world, daemon: first, run, agentSession: agentSession });
    expect(state.of("run_started")[1]).toMatchObject({ epoch: 2, rung: "loaded" });
    const said = state
      .of("messages")
      .filter(({ epoch }) => epoch === 2)
      .flatMap(({ messages }) => messages);
    expect(said.map(({ content }) => content)).toEqual(["after"]);
  });
});

async function killAndGoOn(at: {
  world: DaemonWorld;
  daemon: RunningDaemon;
  run: StartRun;
  agentSession: string | null;
}): Promise<void> {
  await at.daemon.stop("SIGKILL");
  await at.world.start();
  at.world.goOn(at.run, at.agentSession);
  await until(() => at.world.state.of("turn_ended").find(({ epoch }) => epoch === 2));
}

describe("a lost connection", () => {
  it("comes back with its runs and sends again what was not acknowledged", async () => {
    world = await makeDaemonWorld({ settings: { acknowledges: false } });
    const { state, server } = world;
    await world.start();
    const run = world.startRun([{ say: "one" }, { run: "sleep 0.5" }, { say: "two" }]);
    await until(() => state.of("messages").length > 0);
    const before = state.seenSeqs.length;
    server.cut();
    await until(() => state.hellos.length === 2);
    expect(state.hellos[1]?.live).toEqual([{ taskId: run.taskId, epoch: 1 }]);
    await until(() => state.of("turn_ended")[0]);
    expect(state.seenSeqs[before]).toBe(1);
    const texts = state
      .of("messages")
      .flatMap(({ messages }) => messages)
      .filter(({ role }) => role === "assistant");
    expect(texts.map(({ content }) => content)).toEqual(["one", "two"]);
  });
});

describe("the lease", () => {
  const isStopped = async (pid: number): Promise<boolean> =>
    (await readText(`/proc/${pid}/stat`))?.includes(") T ") === true;

  it("stops the agents' processes when it is over, and lets them go on when it is confirmed", async () => {
    world = await makeDaemonWorld({ settings: { leaseMs: 1500, heartbeatMs: 100 } });
    const { state, server } = world;
    const file = join(world.home, "child.pid");
    await world.start();
    world.startRun([{ run: `echo $$ > ${file}; exec sleep 2` }, { say: "slept" }]);
    const pid = await pidIn(file);
    expect(await isStopped(pid)).toBe(false);
    server.settings.answersHeartbeats = false;
    while (!(await isStopped(pid))) await sleep(10);
    expect(state.of("turn_ended")).toEqual([]);
    server.settings.answersHeartbeats = true;
    while (await isStopped(pid)) await sleep(10);
    await until(() => state.of("turn_ended")[0]);
  });

  it("kills a run that the server has fenced off, and says nothing of its end", async () => {
    world = await makeDaemonWorld({ settings: { heartbeatMs: 50 } });
    const { state } = world;
    const file = join(world.home, "child.pid");
    await world.start();
    const { taskId } = world.startRun([{ run: `echo $$ > ${file}; exec sleep 1000` }]);
    const pid = await pidIn(file);
    state.fenced = [{ taskId, epoch: 1 }];
    while ((await readEntry(pid)) !== null) await sleep(10);
    await until(() => state.heartbeats.findLast(({ isWhole }) => isWhole)?.runs.length === 0);
    expect(state.of("run_ended")).toEqual([]);
  });
});

function forgetful() {
  const program = join(import.meta.dirname, "..", "..", "scripted-agent", "main.ts");
  return { driver: "acp", command: [process.execPath, program] };
}
