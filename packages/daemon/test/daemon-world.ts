// A daemon with a fake server, a home and a person's repository, for tests; everything is gone when the test is over.
import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { StartRun } from "@makima/protocol/mesh";
import { onTestFinished } from "vitest";
import { sleep } from "../ports/clock.ts";
import { randomId } from "../ports/randomness.ts";
import { runProgram } from "../ports/run-program.ts";
import { type FakeServer, type FakeSettings, openFakeServer } from "./ports/fake-server.ts";
import { type RunningDaemon, runDaemon } from "./ports/run-daemon.ts";

export interface DaemonWorld {
  readonly home: string;
  readonly repository: string;
  readonly server: FakeServer;
  readonly state: FakeServer["state"];
  start(env?: Record<string, string>): Promise<RunningDaemon>;
  /** A first run of a new task whose agent gets this script. */
  startRun(script: readonly object[] | string, changes?: Partial<StartRun>): StartRun;
  /** The next turn of a run, whose agent gets this script. */
  beginTurn(run: StartRun, turn: { number: number; script: readonly object[] }): void;
  /** The run's task again under a new epoch, with this session of its agent to load. */
  goOn(run: StartRun, agentSession: string | null): void;
  close(): Promise<void>;
}

export async function makeDaemonWorld(
  options: { settings?: Partial<FakeSettings>; config?: object } = {},
): Promise<DaemonWorld> {
  const root = await realpath(await mkdtemp(join(tmpdir(), "makima-daemon-")));
  const home = join(root, "home");
  const repository = join(root, "person");
  await mkdir(home);
  await writeFile(join(home, "config.json"), JSON.stringify(options.config ?? {}));
  const baseCommit = await makeRepository(repository);
  const server = await openFakeServer(options.settings);
  const daemons: RunningDaemon[] = [];
  const world: DaemonWorld = {
    home,
    repository,
    server,
    state: server.state,
    async start(env = {}) {
      const daemon = runDaemon({ home, server, env });
      daemons.push(daemon);
      await daemon.ready;
      return daemon;
    },
    startRun(script, changes) {
      const prompt = typeof script === "string" ? script : scriptPrompt(script);
      const command = firstRun({
        repository: { path: repository, baseBranch: "main", baseCommit },
        prompt,
        changes,
      });
      server.state.command(command);
      return command;
    },
    beginTurn({ taskId, epoch, contractBranch }, { number, script }) {
      const turn = { number, prompt: scriptPrompt(script) };
      server.state.command({
        ...{ kind: "begin_turn", taskId, epoch, contractBranch, results: [], turn },
        ...{ branchCommit: null, isHome: true },
      });
    },
    goOn(run, agentSession) {
      const turn = { number: 2, prompt: "Go on." };
      server.state.command({ ...run, epoch: run.epoch + 1, hasPast: true, agentSession, turn });
    },
    async close() {
      for (const daemon of daemons) await daemon.stop();
      await server.close();
      await rm(root, { recursive: true, force: true, maxRetries: 5 });
    },
  };
  onTestFinished(() => world.close());
  return world;
}

/** A prompt that brings the scripted agent its steps. */
export function scriptPrompt(steps: readonly object[]): string {
  return `Do this.\n\n\`\`\`makima-script\n${JSON.stringify({ steps })}\n\`\`\`\n`;
}

/** Waits until `look` finds something, for as long as the test may last. */
export async function until<T>(look: () => T | null | undefined | false): Promise<T> {
  for (;;) {
    const found = look();
    if (found !== null && found !== undefined && found !== false) return found;
    await sleep(10);
  }
}

/** A file's text, or null while it is not there. */
export function readText(path: string): Promise<string | null> {
  return readFile(path, "utf8").catch(() => null);
}

function firstRun(made: {
  repository: StartRun["repository"];
  prompt: string;
  changes: Partial<StartRun> | undefined;
}): StartRun {
  return {
    kind: "start_run",
    taskId: randomId(),
    epoch: 1,
    contractId: "0190aaaa-0000-7000-8000-000000000001",
    taskKind: "worker",
    name: "A task",
    agent: "scripted",
    repository: made.repository,
    contractBranch: "makima/test-0190aaaa",
    branch: "makima/a-task",
    baseCommit: null,
    branchCommit: null,
    isHome: true,
    results: [],
    checkpoint: null,
    lastCheckpoint: 0,
    isMoved: false,
    restoreTo: null,
    agentSession: null,
    hasPast: false,
    outputBytes: 0,
    turn: { number: 1, prompt: made.prompt },
    ...made.changes,
  };
}

async function makeRepository(path: string): Promise<string> {
  await mkdir(path);
  await writeFile(join(path, "a.txt"), "a1\n");
  for (const args of [
    ["init", "-q", "-b", "main"],
    ["add", "-A"],
    ["-c", "user.name=P", "-c", "user.email=p@localhost", "commit", "-q", "-m", "first"],
  ]) {
    await runGit(path, args);
  }
  return (await runGit(path, ["rev-parse", "HEAD"])).trim();
}

/** git as the person runs it, in their own repository. */
export async function runGit(cwd: string, args: readonly string[]): Promise<string> {
  const env = { PATH: "/usr/local/bin:/usr/bin:/bin", HOME: cwd };
  const end = await runProgram({
    command: "git",
    args,
    cwd,
    env,
    timeoutMs: 30_000,
    maxOutputBytes: 1_000_000,
  });
  if (end.exitCode !== 0) throw new Error(`git ${args.join(" ")}: ${end.stderr}`);
  return end.stdout.toString("utf8");
}
