// Installs what the lockfile of a folder says that is no workspace, once.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { runProgram } from "./ports/run-program.ts";

type Locked = { version?: string; optional?: boolean; os?: string[]; cpu?: string[]; libc?: string[] };
type Lockfile = { packages: Record<string, Locked> };

/** Throws when npm fails. */
export async function installLocked(folder: string): Promise<void> {
  if (isInstalled(folder)) return;
  const args = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  const { code } = await runProgram({ command: "npm", args, cwd: folder, isShown: true });
  if (code !== 0) throw new Error(`npm ci failed in ${folder}; its reason is above`);
}

// npm writes its copy of the lockfile last, so an install that was interrupted has none.
function isInstalled(folder: string): boolean {
  const installed = join(folder, "node_modules", ".package-lock.json");
  if (!existsSync(installed)) return false;
  const there = readLockfile(installed);
  return Object.entries(readLockfile(join(folder, "package-lock.json")).packages).every(
    ([path, locked]) => path === "" || !isForHere(locked) || there.packages[path]?.version === locked.version,
  );
}

/** npm leaves out what is optional and made for another kind of machine. */
function isForHere({ optional = false, os, cpu, libc }: Locked): boolean {
  if (!optional) return true;
  const suits = (named: string[] | undefined, mine: string): boolean =>
    named === undefined || named.includes(mine);
  return suits(os, process.platform) && suits(cpu, process.arch) && libc === undefined;
}

const readLockfile = (path: string): Lockfile => JSON.parse(readFileSync(path, "utf8")) as Lockfile;
