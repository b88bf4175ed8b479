// Tells a person what went wrong and what to do, and a script by which code.
import { ApiError, ServerUnreachable } from "@makima/client";
import { CliError, EXIT, type ExitCode } from "./cli-error.ts";
import { cleanLine } from "./terminal/clean-text.ts";

export type Explanation = {
  exitCode: ExitCode;
  code: string;
  message: string;
  mend: string | undefined;
  details?: Readonly<Record<string, unknown>> | undefined;
  requestId?: string;
  lines: readonly string[];
};

/** An error that nobody foresaw keeps its stack, since it is a fault of the program. */
export function explainError(error: unknown): Explanation {
  if (error instanceof CliError) {
    const { exitCode, code, message, mend, lines } = error;
    return { exitCode, code, message, mend, lines };
  }
  if (error instanceof ApiError) {
    const { code, message, mend, details, requestId } = error;
    return {
      exitCode: exitCodeOf(error),
      code,
      message,
      mend,
      details,
      requestId,
      lines: [...fieldsOf(details), ...winnerOf(error)],
    };
  }
  if (error instanceof ServerUnreachable) {
    const { code, message, mend } = error;
    return { exitCode: EXIT.outOfReach, code, message, mend, lines: [] };
  }
  if (error instanceof Error && error.name === "AbortError") {
    return {
      exitCode: EXIT.interrupted,
      code: "INTERRUPTED",
      message: "interrupted",
      mend: undefined,
      lines: [],
    };
  }
  return explainOther(error);
}

/** Errors of other packages (PostgreSQL's launcher) carry a code, and a message that names the mend. */
function explainOther(error: unknown): Explanation {
  const isCoded = error instanceof Error && "code" in error && typeof error.code === "string";
  const message = error instanceof Error ? error.message : String(error);
  const stack = error instanceof Error && !isCoded ? (error.stack ?? "").split("\n").slice(1) : [];
  return {
    exitCode: EXIT.failed,
    code: isCoded ? String(error.code) : "UNEXPECTED",
    message,
    mend: undefined,
    lines: stack,
  };
}

function exitCodeOf({ status }: ApiError): ExitCode {
  if (status === 401 || status === 403) return EXIT.notAllowed;
  if (status === 404) return EXIT.notFound;
  if (status === 409) return EXIT.conflict;
  if ([400, 413, 415, 422].includes(status)) return EXIT.usage;
  return EXIT.failed;
}

/** A VALIDATION names each field; other details are for programs. */
function fieldsOf(details: Readonly<Record<string, unknown>> | undefined): string[] {
  const fields = details?.["fields"];
  if (!Array.isArray(fields)) return [];
  return fields.flatMap((one: unknown) => {
    if (typeof one !== "object" || one === null || !("field" in one) || !("message" in one)) return [];
    return [cleanLine(`${String(one.field)}: ${String(one.message)}`)];
  });
}

/** Who comes second is shown the answer that stands. */
function winnerOf({ code, details }: ApiError): string[] {
  if (code !== "ALREADY_ANSWERED") return [];
  const response = details?.["response"];
  const texts: unknown[] = Array.isArray(response) ? response : [response];
  return [
    `the answer: ${texts.map((text) => (typeof text === "string" ? cleanLine(text) : "?")).join(", ")}`,
  ];
}
