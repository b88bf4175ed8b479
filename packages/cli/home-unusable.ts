// A home that this user cannot enter or write: the folder itself, or one on the way to it.
import { CliError } from "./cli-error.ts";

/** @param path what could not be read or made there */
export function homeUnusable(path: string, cause: unknown): CliError {
  const code = cause instanceof Error && "code" in cause ? ` (${String(cause.code)})` : "";
  return new CliError(
    {
      code: "HOME_UNUSABLE",
      message: `makima cannot use ${path}${code}`,
      mend: "give this user access to the home, or name another with --home or MAKIMA_HOME",
    },
    { cause },
  );
}
