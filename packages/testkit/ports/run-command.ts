// Runs a program to its end, as a person would in a shell of their own.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { childEnvironment } from "../config.ts";

export type Command = {
  program: string;
  args: readonly string[];
  cwd: string;
  environment?: Readonly<Record<string, string>>;
};

const start = promisify(execFile);

/** Gives what it printed, without the last line's end. Throws what the program said when it failed. */
export async function runCommand({ program, args, cwd, environment = {} }: Command): Promise<string> {
  const running = start(program, args, {
    cwd,
    env: childEnvironment(environment),
    maxBuffer: 64 * 1024 * 1024,
  });
  // Some programs read to its end what nobody writes.
  running.child.stdin?.end();
  return (await running).stdout.trimEnd();
}
