// Prints an error on standard error, for people or for programs.

import type { ExitCode } from "./cli-error.ts";
import { explainError } from "./explain-error.ts";
import { cleanLine } from "./terminal/clean-text.ts";
import { paint } from "./terminal/paint.ts";

/** Returns the code with which the program is to end. */
export function reportError(error: unknown, { json }: { json: boolean }): ExitCode {
  const { exitCode, lines, ...explanation } = explainError(error);
  if (json) {
    process.stderr.write(`${JSON.stringify({ ...explanation, ...(lines.length > 0 ? { lines } : {}) })}\n`);
    return exitCode;
  }
  const { code, message, mend, requestId } = explanation;
  const text = [
    `${paint.bad("✗")} ${cleanLine(message)}`,
    ...lines.map((line) => `  ${line}`),
    ...(mend === undefined ? [] : [paint.dim(`→ ${mend}`)]),
    ...(code === "INTERNAL" && requestId !== undefined ? [paint.dim(`  requestId ${requestId}`)] : []),
  ];
  process.stderr.write(`${text.join("\n")}\n`);
  return exitCode;
}
