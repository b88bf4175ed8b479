// The only place of the daemon that starts long-lived programs and sends signals.
import { spawn } from "node:child_process";
import type { Readable, Writable } from "node:stream";

export interface ProcessCall {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** The whole environment; nothing of ours is added. */
  readonly env: Readonly<Record<string, string>>;
}

export interface ProcessExit {
  /** Null when a signal ended it. */
  readonly exitCode: number | null;
  readonly signal: string | null;
}

export interface StartedProcess {
  readonly pid: number;
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Resolves when the program has ended; its streams may still hold something to read. */
  readonly exited: Promise<ProcessExit>;
}

/** The program could not be started at all; `code` is the system's, such as `ENOENT` or `EACCES`. */
export class StartError extends Error {
  override readonly name = "StartError";
  readonly code: string;

  constructor(command: string, cause: NodeJS.ErrnoException) {
    super(`"${command}" cannot be started: ${cause.message}. Is it installed and on the PATH?`, { cause });
    this.code = cause.code ?? "UNKNOWN";
  }
}

/** Starts a program in a session and process group of its own. Throws `StartError`. */
export function startProcess(call: ProcessCall): Promise<StartedProcess> {
  return new Promise((resolve, reject) => {
    const child = spawn(call.command, call.args, {
      cwd: call.cwd,
      env: call.env,
      detached: true,
      stdio: "pipe",
    });
    const exited = new Promise<ProcessExit>((done) => {
      child.once("exit", (exitCode, signal) => done({ exitCode, signal }));
    });
    // Node reads an ended program's streams empty when nobody listens yet; so what it printed stays until it is read.
    for (const stream of [child.stdout, child.stderr]) stream.on("readable", () => undefined);
    child.once("error", (error) => reject(new StartError(call.command, error)));
    child.once("spawn", () => {
      const { pid } = child;
      if (pid === undefined) throw new Error("a started process has no pid");
      // A program that ends breaks its pipe; its exit tells the story.
      child.stdin.on("error", () => child.stdin.destroy());
      resolve({ pid, stdin: child.stdin, stdout: child.stdout, stderr: child.stderr, exited });
    });
  });
}

/** Sends a signal to a process, or with a negative number to a group. False when there is none. */
export function sendSignal(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ESRCH" || code === "EPERM") return false;
    throw error;
  }
}
