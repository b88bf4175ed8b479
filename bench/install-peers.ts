// Installs what makima is compared with, as bench/package-lock.json says.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { runShown } from "./ports/run-program.ts";

const folder = import.meta.dirname;

type Lockfile = { packages: Record<string, { version?: string; optional?: boolean }> };

/** Throws when npm fails. */
export async function installPeers(): Promise<void> {
  if (isInstalled()) return;
  const args = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  const code = await runShown({ command: "npm", args, cwd: folder });
  if (code !== 0) throw new Error("npm ci failed in bench/; its reason is above");
}

// npm writes its copy of the lockfile last, so an install that was interrupted has none.
function isInstalled(): boolean {
  const installed = join(folder, "node_modules", ".package-lock.json");
  if (!existsSync(installed)) return false;
  const there = readLockfile(installed);
  return Object.entries(readLockfile(join(folder, "package-lock.json")).packages).every(
    ([path, { version, optional }]) =>
      path === "" || optional === true || there.packages[path]?.version === version,
  );
}

const readLockfile = (path: string): Lockfile => JSON.parse(readFileSync(path, "utf8")) as Lockfile;
