// Starts programs: those that we keep as children, and short ones that run to their end.
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { createInterface } from "node:readline";

export type ProgramExit = { code: number | null; signal: NodeJS.Signals | null };

export type Child = {
  pid: number;
  exited: Promise<ProgramExit>;
  /** Closes its standard input: the sign to end cleanly. */
  closeInput: () => void;
  signal: (name: NodeJS.Signals) => void;
};

export type ChildStart = {
  args: readonly string[];
  environment: Readonly<Record<string, string>>;
  /** An open file that takes its standard error. */
  logFd: number;
  onLine: (line: string) => void;
};

/**
 * Starts a Node program in a session of its own, so that Ctrl-C reaches it through us alone and in our order. Its
 * standard input is the channel: it ends when that closes, whatever ends us.
 */
export async function startChild({ args, environment, logFd, onLine }: ChildStart): Promise<Child> {
  const child = spawn(process.execPath, args, {
    env: { ...environment, MAKIMA_PARENT_CHANNEL: "stdin" },
    stdio: ["pipe", "pipe", logFd],
    detached: true,
  });
  const { stdin, stdout } = child;
  if (stdin === null || stdout === null) throw new Error("a child was started without its pipes");
  const exited = exitOf(child);
  // A child that is gone cannot be told to go.
  stdin.on("error", () => stdin.destroy());
  createInterface({ input: stdout }).on("line", onLine);
  return {
    pid: await pidOf(child),
    exited,
    closeInput: () => stdin.end(),
    signal: (name) => {
      child.kill(name);
    },
  };
}

/** Runs a Node program in our place: our terminal, our signals. */
export async function runInForeground(start: Pick<ChildStart, "args" | "environment">): Promise<ProgramExit> {
  const child = spawn(process.execPath, start.args, { env: start.environment, stdio: "inherit" });
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    // From a terminal it comes to the child by itself; from elsewhere it comes to us alone. Twice does no harm.
    process.on(name, () => child.kill(name));
  }
  return exitOf(child);
}

export type Finished = { code: number; stdout: string; stderr: string };

/** Runs a short program to its end; `code` is 127 where there is no such program. */
export function runToEnd(
  program: string,
  {
    args,
    folder,
    environment,
  }: { args: readonly string[]; folder?: string; environment?: Record<string, string> },
): Promise<Finished> {
  return new Promise((resolve) => {
    const options = {
      maxBuffer: 16_777_216,
      ...(folder === undefined ? {} : { cwd: folder }),
      ...(environment === undefined ? {} : { env: environment }),
    };
    execFile(program, args, options, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === "number" ? error.code : 127;
      resolve({ code, stdout, stderr });
    });
  });
}

function pidOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("spawn", () => {
      if (child.pid !== undefined) resolve(child.pid);
    });
  });
}

function exitOf(child: ChildProcess): Promise<ProgramExit> {
  return new Promise((resolve) => {
    child.once("exit", (code, signal) => resolve({ code, signal }));
  });
}
