// The one error of a git call that did not do what it was asked for.

/**
 * `GIT_FAILED`: git exited with `exitCode` (null when a signal ended it). `GIT_TIMED_OUT`, `GIT_TOO_MUCH_OUTPUT`: our limits
 * ended it. `GIT_NOT_STARTED`: there is no git to run, or no folder to run it in.
 */
export type GitErrorCode = "GIT_FAILED" | "GIT_TIMED_OUT" | "GIT_TOO_MUCH_OUTPUT" | "GIT_NOT_STARTED";

export class GitError extends Error {
  override readonly name = "GitError";
  readonly code: GitErrorCode;
  /** The arguments after our own `-c` list, with credentials in addresses blotted out. */
  readonly args: readonly string[];
  readonly exitCode: number | null;
  /** The last lines that git wrote, for people; nothing is decided by them. */
  readonly stderrTail: string;
  /** Whether the same call may succeed later. */
  readonly retryable: boolean;

  constructor(failure: {
    code: GitErrorCode;
    args: readonly string[];
    exitCode: number | null;
    stderr: string;
    cause?: unknown;
  }) {
    const args = failure.args.map(blotCredentials);
    const stderrTail = blotCredentials(failure.stderr.trim().split("\n").slice(-12).join("\n"));
    super(`git ${args.join(" ")}: ${describe(failure.code, failure.exitCode)}\n${stderrTail}`.trim(), {
      cause: failure.cause,
    });
    this.code = failure.code;
    this.args = args;
    this.exitCode = failure.exitCode;
    this.stderrTail = stderrTail;
    this.retryable =
      failure.code === "GIT_TIMED_OUT" || (failure.code === "GIT_FAILED" && failure.exitCode === null);
  }
}

function describe(code: GitErrorCode, exitCode: number | null): string {
  switch (code) {
    case "GIT_FAILED":
      return exitCode === null ? "was killed" : `exit code ${exitCode}`;
    case "GIT_TIMED_OUT":
      return "took longer than it may";
    case "GIT_TOO_MUCH_OUTPUT":
      return "wrote more than it may";
    case "GIT_NOT_STARTED":
      return "could not be started; install git 2.38 or newer";
  }
}

export function blotCredentials(text: string): string {
  return text.replace(/:\/\/[^/\s@]+@/g, "://***@");
}
