// The page of all error codes, from the error table.
import { ERRORS } from "@makima/protocol/errors";

export function errorsPage(): string {
  const rows = Object.entries(ERRORS).map(
    ([code, { status, mend }]) => `| \`${code}\` | ${status} | ${mend} |`,
  );
  return [
    "# Errors",
    "",
    "Every refusal has this shape: `{code, message, mend, details?, requestId}`. Decide by `code`; `message` and `mend` are for people.",
    "",
    "| code | status | what to do |",
    "|---|---|---|",
    ...rows,
    "",
  ].join("\n");
}
