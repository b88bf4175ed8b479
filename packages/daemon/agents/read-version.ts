// Asks an agent's program for its version: once for each program as it is on disk, so that an update is seen and nothing is started for nothing.
import { realpath, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { ProgramStartError, runProgram } from "../ports/run-program.ts";

/** `problem`: it does not even tell its version, and why. Both null: it took too long, which says nothing. */
interface Version {
  readonly version: string | null;
  readonly problem: string | null;
}

interface VersionCall {
  readonly command: string;
  /** Before `--version`: the script that a runtime is given. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

export type ReadVersion = (call: VersionCall) => Promise<Version>;

const timeoutMs = 15_000;
const mostBytes = 64 * 1024;
const unknown: Version = { version: null, problem: null };

/** The reader keeps what it was told for as long as it lives. */
export function openVersionReader(): ReadVersion {
  const known = new Map<string, { mark: string; version: Promise<Version> }>();
  return async (call) => {
    const file = call.args[0] ?? call.command;
    const mark = await markOf(file);
    const former = known.get(file);
    if (former?.mark === mark) return former.version;
    const version = askProgram(call);
    known.set(file, { mark, version });
    const told = await version;
    // What took too long is asked again.
    if (told === unknown) known.delete(file);
    return told;
  };
}

/** Changes with every update of the file, also by one that keeps the time of the package. */
async function markOf(file: string): Promise<string> {
  const path = await realpath(file);
  const { ino, size, mtimeMs, ctimeMs } = await stat(path);
  return [path, ino, size, mtimeMs, ctimeMs].join(":");
}

async function askProgram({ command, args, env }: VersionCall): Promise<Version> {
  try {
    const call = { command, args: [...args, "--version"], env, cwd: tmpdir(), timeoutMs };
    const { ending, exitCode, stdout, stderr } = await runProgram({ ...call, maxOutputBytes: mostBytes });
    if (ending === "timed_out") return unknown;
    const told = /\d+\.\d+\.\d+[\w.+-]*/.exec(stdout.toString("utf8"))?.[0];
    if (exitCode === 0) return { version: told ?? null, problem: null };
    const last = stderr.trim().split("\n").at(-1) ?? "";
    return {
      version: null,
      problem: `${ending === "killed" ? "it was killed" : `it ended with code ${exitCode}`} ${last}`.trim(),
    };
  } catch (error) {
    if (error instanceof ProgramStartError) return { version: null, problem: error.message };
    throw error;
  }
}
