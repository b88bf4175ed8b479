// Runs one program to its end, without a shell, within a time and an amount of output, in exactly the environment given.
import { spawn } from "node:child_process";

export interface ProgramCall {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** The whole environment of the program; nothing of ours is added to it. */
  readonly env: Readonly<Record<string, string>>;
  /** Written to its standard input, which is then closed. */
  readonly input?: string | Uint8Array;
  readonly timeoutMs: number;
  /** What is read from standard output at most; the program is killed when it writes more. */
  readonly maxOutputBytes: number;
}

/**
 * How a program ended. `stdout` holds what was read in every case, so that a caller who can use a part may.
 * `stderr` is the last 8 KB.
 */
export interface ProgramEnd {
  readonly ending: "exited" | "killed" | "timed_out" | "too_much_output";
  /** Null unless it exited by itself. */
  readonly exitCode: number | null;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** The program could not be started at all: not on the search path, not executable, no such folder. */
export class ProgramStartError extends Error {
  override readonly name = "ProgramStartError";
  readonly code: string;

  constructor(command: string, cause: NodeJS.ErrnoException) {
    super(`Cannot start "${command}": ${cause.message}`, { cause });
    this.code = cause.code ?? "UNKNOWN";
  }
}

const stderrKeptBytes = 8 * 1024;

export function runProgram(call: ProgramCall): Promise<ProgramEnd> {
  return new Promise((resolve, reject) => {
    // A process group of its own, so that the helpers it started are ended with it.
    const child = spawn(call.command, call.args, {
      cwd: call.cwd,
      env: call.env,
      detached: true,
      stdio: "pipe",
    });
    const stdout: Buffer[] = [];
    let stdoutBytes = 0;
    let stderr = Buffer.alloc(0);
    let cutBy: "timed_out" | "too_much_output" | null = null;

    const cut = (reason: "timed_out" | "too_much_output"): void => {
      cutBy ??= reason;
      killGroup(child.pid);
      // One that left the group could hold the pipes open for ever.
      child.stdout.destroy();
      child.stderr.destroy();
    };
    const timer = setTimeout(() => cut("timed_out"), call.timeoutMs);

    child.stdout.on("data", (chunk: Buffer) => {
      const room = call.maxOutputBytes - stdoutBytes;
      if (room > 0) stdout.push(chunk.subarray(0, room));
      stdoutBytes += Math.min(chunk.length, Math.max(room, 0));
      if (chunk.length > room) cut("too_much_output");
    });
    child.stderr.on("data", (chunk: Buffer) => {
      stderr = Buffer.concat([stderr, chunk]).subarray(-stderrKeptBytes);
    });
    child.once("error", (error) => {
      clearTimeout(timer);
      reject(new ProgramStartError(call.command, error));
    });
    child.once("close", (exitCode) => {
      clearTimeout(timer);
      const ending = cutBy ?? (exitCode === null ? "killed" : "exited");
      resolve({
        ending,
        exitCode: cutBy === null ? exitCode : null,
        stdout: Buffer.concat(stdout),
        stderr: stderr.toString("utf8"),
      });
    });
    // A program that ends before it has read its input breaks the pipe; its exit code tells the story.
    child.stdin.on("error", () => child.stdin.destroy());
    child.stdin.end(call.input ?? "");
  });
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
