// What the benchmarks take from the environment.
import { existsSync, realpathSync } from "node:fs";
import { delimiter, join } from "node:path";

/** The Node that a person calls, which is not the pinned one; null when PATH has no other. */
export function callersNode(): string | null {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  const found = folders
    .filter((folder) => !folder.includes("node_modules"))
    .map((folder) => join(folder, "node"))
    .find((path) => existsSync(path) && realpathSync(path) !== realpathSync(process.execPath));
  return found ?? null;
}

/** The environment of a program that is measured: what every program needs, and what is given. */
export const plainEnvironment = (extra: Readonly<Record<string, string>>): Record<string, string> => ({
  PATH: process.env["PATH"] ?? "",
  HOME: process.env["HOME"] ?? "",
  ...extra,
});
