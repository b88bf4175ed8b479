// Starts, signals and ends processes on behalf of the launcher.
import { type ChildProcess, spawn } from "node:child_process";

/** A program with all that decides how it runs. `user` is left out to stay who we are. */
export type Command = {
  program: string;
  args: readonly string[];
  folder: string;
  environment: Readonly<Record<string, string>>;
  user?: { uid: number; gid: number };
};

export type ProcessExit = { code: number | null; signal: NodeJS.Signals | null };

export type StartedProcess = { pid: number; exited: Promise<ProcessExit> };

export type FinishedProcess = ProcessExit & { output: string };

export const ownProcessId = process.pid;

/** The user that this program runs as; null where the system has no such number (Windows). */
export function ownUserId(): number | null {
  return process.getuid?.() ?? null;
}

/**
 * Starts a long-lived child in a session of its own, so that Ctrl-C in our terminal does not reach it, with its
 * output going to the open file `logFd`, so that it outlives us without a broken pipe. Throws the system's error when it cannot start.
 */
export async function startProcess(command: Command, logFd: number): Promise<StartedProcess> {
  const child = spawn(command.program, command.args, {
    ...spawnOptions(command),
    detached: true,
    stdio: ["ignore", logFd, logFd],
  });
  const exited = exitOf(child);
  await startOf(child);
  if (child.pid === undefined) throw new Error(`${command.program} started without a process id`);
  return { pid: child.pid, exited };
}

/**
 * Runs a short program to its end, with `input` on its standard input where there is some; what it printed is cut to
 * its last 64 KB. Throws the system's error when it cannot start.
 */
export async function runProcess(command: Command, input?: string): Promise<FinishedProcess> {
  const child = spawn(command.program, command.args, { ...spawnOptions(command), stdio: "pipe" });
  let output = "";
  const keep = (chunk: Buffer): void => {
    output = (output + chunk.toString("utf8")).slice(-65_536);
  };
  child.stdout.on("data", keep);
  child.stderr.on("data", keep);
  // A program that ends before it read its input breaks the pipe; its exit code is what counts.
  child.stdin.on("error", () => child.stdin.destroy());
  const exited = exitOf(child);
  await startOf(child);
  child.stdin.end(input);
  return { ...(await exited), output };
}

/** False when there is no such process any more. */
export function signalProcess(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ESRCH") return false;
    throw error;
  }
}

function spawnOptions(command: Command): {
  cwd: string;
  env: Record<string, string>;
  uid?: number;
  gid?: number;
} {
  return { cwd: command.folder, env: { ...command.environment }, ...command.user };
}

/** Listens from the first moment on: `close` comes after the output was read to its end. */
function exitOf(child: ChildProcess): Promise<ProcessExit> {
  return new Promise((resolve) => {
    child.once("close", (code, signal) => resolve({ code, signal }));
  });
}

function startOf(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once("spawn", resolve);
    child.once("error", reject);
  });
}
