// Checks what this machine brings: node, git, sandbox, the home's folder and disk, the port.
import { access, constants, mkdir, statfs } from "node:fs/promises";
import { CliError } from "../cli-error.ts";
import type { Config } from "../config.ts";
import { runToEnd } from "../ports/programs.ts";
import { checkPort } from "../supervision/check-port.ts";
import { readWorld } from "../supervision/world-file.ts";

export type Health = {
  name: string;
  state: "fine" | "warning" | "failing";
  found: string;
  /** named wherever it is not fine */
  mend?: string;
};

const oldestGit = [2, 38] as const;
const oldestNode = 24;
const enoughBytes = 2 * 2 ** 30;

export async function checkMachine(config: Config): Promise<Health[]> {
  const path = { PATH: config.environment["PATH"] ?? "" };
  const others = await Promise.all([
    checkGit(path),
    checkSandbox(path, config.value("sandbox")),
    checkHome(config.value("home")),
    checkDisk(config.value("home")),
    checkPortOf(config),
  ]);
  return [checkNode(), ...others];
}

function checkNode(): Health {
  const isFine = Number(process.versions.node.split(".")[0]) >= oldestNode;
  return {
    name: "node",
    state: isFine ? "fine" : "failing",
    found: process.versions.node,
    ...(isFine
      ? {}
      : { mend: "run makima by `npx makima` or `npm start`, which take the Node that comes with it" }),
  };
}

async function checkGit(environment: Record<string, string>): Promise<Health> {
  const { code, stdout } = await runToEnd("git", { args: ["--version"], environment });
  const mend = `install git ${oldestGit.join(".")} or newer`;
  if (code !== 0) return { name: "git", state: "failing", found: "not found", mend };
  const [, major = "0", minor = "0"] = /(\d+)\.(\d+)/.exec(stdout) ?? [];
  const isFine =
    Number(major) > oldestGit[0] || (Number(major) === oldestGit[0] && Number(minor) >= oldestGit[1]);
  return {
    name: "git",
    state: isFine ? "fine" : "failing",
    found: stdout.trim(),
    ...(isFine ? {} : { mend }),
  };
}

async function checkSandbox(environment: Record<string, string>, setting: string): Promise<Health> {
  if (setting === "off") {
    const mend = "unset MAKIMA_SANDBOX, so that agents are kept in a sandbox where there is one";
    return {
      name: "sandbox",
      state: "warning",
      found: "switched off: agents may touch all your files",
      mend,
    };
  }
  const args = ["--ro-bind", "/", "/", "--unshare-pid", "--die-with-parent", "true"];
  const { code } = await runToEnd("bwrap", { args, environment });
  if (code === 0) return { name: "sandbox", state: "fine", found: "bubblewrap" };
  return {
    name: "sandbox",
    state: setting === "require" ? "failing" : "warning",
    found: code === 127 ? "bubblewrap is not installed" : "bubblewrap does not work here",
    mend: "install bubblewrap and allow user namespaces; without it agents ask for every step outside their worktree",
  };
}

async function checkHome(home: string): Promise<Health> {
  try {
    await mkdir(home, { recursive: true, mode: 0o700 });
    await access(home, constants.R_OK | constants.W_OK | constants.X_OK);
    return { name: "home", state: "fine", found: home };
  } catch {
    const mend = "give yourself the right to write there, or choose another with --home or MAKIMA_HOME";
    return { name: "home", state: "failing", found: `${home} is not writable`, mend };
  }
}

async function checkDisk(home: string): Promise<Health> {
  const space = await statfs(home).catch(() => null);
  if (space === null)
    return { name: "disk", state: "warning", found: "cannot be asked", mend: `check ${home}` };
  const freeBytes = space.bavail * space.bsize;
  const found = `${(freeBytes / 2 ** 30).toFixed(1)} GB free`;
  if (freeBytes >= enoughBytes) return { name: "disk", state: "fine", found };
  const mend = `free space on the disk of ${home}, at least ${enoughBytes / 2 ** 30} GB, for example with makima worktree prune`;
  return { name: "disk", state: "failing", found, mend };
}

async function checkPortOf(config: Config): Promise<Health> {
  const world = await readWorld(config.value("home"));
  if (world !== null)
    return { name: "port", state: "fine", found: `makima runs at ${world.url ?? "(it starts)"}` };
  const port = config.value("port");
  try {
    await checkPort({ port, host: config.value("host") });
    return { name: "port", state: "fine", found: port === "0" ? "any free one" : `${port} is free` };
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    return {
      name: "port",
      state: "failing",
      found: error.message,
      ...(error.mend ? { mend: error.mend } : {}),
    };
  }
}
