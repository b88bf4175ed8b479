// A failure of a command that a person can do something about.

export const EXIT = {
  done: 0,
  failed: 1,
  usage: 2,
  notFound: 3,
  conflict: 4,
  notAllowed: 5,
  outOfReach: 6,
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export type CliProblem = {
  code: string;
  /** what happened */
  message: string;
  /** what to do about it */
  mend?: string;
  /** lines that show it, for example the last ones of a log */
  lines?: readonly string[];
  exitCode?: ExitCode;
};

export class CliError extends Error {
  override readonly name = "CliError";
  readonly code: string;
  readonly mend: string | undefined;
  readonly lines: readonly string[];
  readonly exitCode: ExitCode;

  constructor({ code, message, mend, lines, exitCode }: CliProblem, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.mend = mend;
    this.lines = lines ?? [];
    this.exitCode = exitCode ?? EXIT.failed;
  }
}

/** A command that was not given as it should be. */
export const usageError = (message: string, mend: string): CliError =>
  new CliError({ code: "USAGE", message, mend, exitCode: EXIT.usage });
