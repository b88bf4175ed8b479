// Starts a program for a benchmark and waits for its end.
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { promisify } from "node:util";

const runFile = promisify(execFile);

export type Program = {
  command: string;
  args: readonly string[];
  cwd?: string;
  environment?: Readonly<Record<string, string>>;
};

/** Gives what it printed. Throws when it ends with another code than 0. */
export async function runProgram({ command, args, cwd, environment }: Program): Promise<string> {
  const { stdout } = await runFile(command, args, {
    ...(cwd === undefined ? {} : { cwd }),
    ...(environment === undefined ? {} : { env: environment }),
    maxBuffer: 64 * 1024 * 1024,
  });
  return stdout;
}

/** Lets the program talk to the terminal. Gives its exit code; 128 when a signal ended it. */
export async function runShown({ command, args, cwd }: Omit<Program, "environment">): Promise<number> {
  const child = spawn(command, args, { stdio: "inherit", ...(cwd === undefined ? {} : { cwd }) });
  const [code] = (await once(child, "exit")) as [number | null];
  return code ?? 128;
}
