// The one way in which the daemon runs git.
import { isAbsolute } from "node:path";
import { ProgramStartError, runProgram } from "../ports/run-program.ts";
import type { Git, GitPlace } from "./git-environment.ts";
import { gitEnvironment, settingArguments } from "./git-environment.ts";
import { GitError } from "./git-error.ts";
import type { GitCommand } from "./git-parts.ts";
import { buildArguments } from "./git-parts.ts";

export interface GitCall {
  readonly place: GitPlace;
  readonly command: GitCommand;
  readonly input?: string | Uint8Array;
  /** Exit codes that are an answer and no failure; 0 always is. */
  readonly answers?: readonly number[];
  readonly timeoutMs?: number;
  readonly maxOutputBytes?: number;
  /** Take what was written up to the limit instead of failing there. */
  readonly mayCutOutput?: boolean;
  /** The time that a commit of this call bears, in seconds since 1970; by itself now. */
  readonly atSeconds?: number;
}

export interface GitAnswer {
  readonly exitCode: number;
  readonly stdout: Buffer;
  /** Whether the output ends at the limit. */
  readonly cut: boolean;
}

const defaultTimeoutMs = 10 * 60_000;
const defaultMaxOutputBytes = 256 * 1024 * 1024;

/** Throws `GitError`. */
export async function runGit(git: Git, call: GitCall): Promise<GitAnswer> {
  const { cwd, gitDir = cwd, workTree = cwd, indexFile = cwd } = call.place;
  for (const path of [cwd, gitDir, workTree, indexFile]) {
    if (!isAbsolute(path)) throw new TypeError(`git works on absolute paths only, not on ${path}`);
  }
  const args = buildArguments(call.command);
  const end = await runProgram({
    command: "git",
    args: [...settingArguments(), ...args],
    cwd: call.place.cwd,
    env: { ...gitEnvironment(git, call.place), ...datesOf(call) },
    ...(call.input === undefined ? {} : { input: call.input }),
    timeoutMs: call.timeoutMs ?? defaultTimeoutMs,
    maxOutputBytes: call.maxOutputBytes ?? defaultMaxOutputBytes,
  }).catch((cause: unknown) => {
    if (!(cause instanceof ProgramStartError)) throw cause;
    throw new GitError({ code: "GIT_NOT_STARTED", args, exitCode: null, stderr: cause.message, cause });
  });
  const failure = { args, exitCode: end.exitCode, stderr: end.stderr };
  if (end.ending === "timed_out") throw new GitError({ code: "GIT_TIMED_OUT", ...failure });
  if (end.ending === "too_much_output") {
    if (call.mayCutOutput === true) return { exitCode: 0, stdout: end.stdout, cut: true };
    throw new GitError({ code: "GIT_TOO_MUCH_OUTPUT", ...failure });
  }
  if (end.exitCode !== 0 && (end.exitCode === null || call.answers?.includes(end.exitCode) !== true)) {
    throw new GitError({ code: "GIT_FAILED", ...failure });
  }
  return { exitCode: end.exitCode, stdout: end.stdout, cut: false };
}

/** The output as one line of text. */
export async function readGitLine(git: Git, call: GitCall): Promise<string> {
  return (await runGit(git, call)).stdout.toString("utf8").trimEnd();
}

/**
 * The output of a `-z` call as its fields. Paths are bytes to git; one that is not UTF-8 would come back as another path, so
 * they are kept in latin1, where each byte is one character, and become UTF-8 only to be shown (`showPath`).
 */
export async function readGitFields(git: Git, call: GitCall): Promise<readonly string[]> {
  const fields = (await runGit(git, call)).stdout.toString("latin1").split("\0");
  if (fields.at(-1) === "") fields.pop();
  return fields;
}

export function showPath(path: string): string {
  return Buffer.from(path, "latin1").toString("utf8");
}

function datesOf({ atSeconds }: GitCall): Record<string, string> {
  if (atSeconds === undefined) return {};
  const date = `@${atSeconds} +0000`;
  return { GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date };
}
