// Starts a program of ours under test and listens to what it prints.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { childEnvironment } from "../config.ts";

export type StartedProgram = {
  pid: number;
  /** Lines of stdout, as they come; ends with the program. */
  lines: AsyncIterable<string>;
  /** All that it wrote to stderr so far. */
  errors(): string;
  hasExited(): boolean;
  kill(signal: NodeJS.Signals): void;
  /** Closes its stdin, as a parent that is gone does. */
  closeInput(): void;
  /** The exit code, or the signal that ended it. */
  exited: Promise<number | NodeJS.Signals>;
};

/** @param program a TypeScript or JavaScript file for this very Node */
export function startProgram(
  program: string,
  { args = [], environment }: { args?: readonly string[]; environment: Readonly<Record<string, string>> },
): StartedProgram {
  const child = spawn(process.execPath, [program, ...args], {
    env: childEnvironment(environment),
    stdio: ["pipe", "pipe", "pipe"],
  });
  let errors = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    errors += text;
  });
  return {
    pid: child.pid ?? -1,
    lines: createInterface({ input: child.stdout }),
    errors: () => errors,
    hasExited: () => child.exitCode !== null || child.signalCode !== null,
    kill: (signal) => {
      child.kill(signal);
    },
    closeInput: () => child.stdin.end(),
    exited: exitOf(child),
  };
}

async function exitOf(child: ChildProcess): Promise<number | NodeJS.Signals> {
  const [code, signal] = (await once(child, "exit")) as [number | null, NodeJS.Signals | null];
  return code ?? signal ?? -1;
}
