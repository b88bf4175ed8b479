// Runs a program to its end and returns what it printed.
import { execFile } from "node:child_process";
import { promisify } from "node:util";

interface ProgramCall {
  program: string;
  args: string[];
  cwd: string;
}

/** @throws when the program ends with another code than 0. */
export async function runProgram({ program, args, cwd }: ProgramCall): Promise<string> {
  const { stdout } = await promisify(execFile)(program, args, { cwd });
  return stdout;
}
