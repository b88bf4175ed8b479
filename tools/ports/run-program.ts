// Starts a program for a tool and waits for its end.
import { type ChildProcess, spawn } from "node:child_process";
import { childEnvironment } from "../config.ts";

export interface Program {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Its whole process group is killed after this time. */
  readonly limitMs?: number;
  /** Shows what it prints as it comes instead of keeping it. */
  readonly isShown?: boolean;
}

export interface Ended {
  /** 0 for success; 127 when there is no such program, 124 when the time was over, 128 when a signal ended it. */
  readonly code: number;
  /** What it printed, both streams in the order of arrival; empty when it was shown. */
  readonly output: string;
}

export async function runProgram(program: Program): Promise<Ended> {
  const child = spawn(program.command, program.args, {
    cwd: program.cwd,
    env: childEnvironment(program.env ?? {}),
    stdio: ["ignore", program.isShown ? "inherit" : "pipe", program.isShown ? "inherit" : "pipe"],
    detached: program.limitMs !== undefined && process.platform !== "win32",
  });
  const chunks: Buffer[] = [];
  child.stdout?.on("data", (chunk: Buffer) => chunks.push(chunk));
  child.stderr?.on("data", (chunk: Buffer) => chunks.push(chunk));
  const limit = program.limitMs === undefined ? undefined : killAfter(child, program.limitMs);
  const { code, reason } = await ended(child);
  const isOver = limit?.stop() ?? false;
  return { code: isOver ? 124 : code, output: Buffer.concat(chunks).toString("utf8") + reason };
}

function ended(child: ChildProcess): Promise<{ code: number; reason: string }> {
  return new Promise((resolve, reject) => {
    child.once("close", (code, signal) =>
      resolve({ code: code ?? 128, reason: signal === null ? "" : `ended by ${signal}\n` }),
    );
    child.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") resolve({ code: 127, reason: `there is no ${child.spawnfile} on PATH\n` });
      else reject(error);
    });
  });
}

// A program with a limit leads a process group of its own, so that what it started ends with it, also when the tool
// itself is told to end.
function killAfter(child: ChildProcess, limitMs: number): { stop: () => boolean } {
  let isOver = false;
  const kill = (): void => {
    if (child.pid === undefined || child.exitCode !== null) return;
    process.kill(process.platform === "win32" ? child.pid : -child.pid, "SIGKILL");
  };
  const timer = setTimeout(() => {
    isOver = true;
    kill();
  }, limitMs);
  const onSignal = (): void => {
    kill();
    process.exit(130);
  };
  process.once("SIGINT", onSignal).once("SIGTERM", onSignal);
  const stop = (): boolean => {
    clearTimeout(timer);
    process.removeListener("SIGINT", onSignal).removeListener("SIGTERM", onSignal);
    return isOver;
  };
  return { stop };
}
