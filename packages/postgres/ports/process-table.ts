// Reads the system's process table: who lives, since when, running what and where.
import { execFile } from "node:child_process";
import { readdir, readFile, readlink } from "node:fs/promises";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Names one incarnation of a process for ever: a pid comes back, the same pid with the same start does not. */
export type ProcessIdentity = { pid: number; startedAt: string };

/**
 * The identity of a live process, or null when there is none. A zombie counts as gone: where no init reaps
 * (containers), it would stand in the table for ever.
 */
export async function identifyProcess(pid: number): Promise<ProcessIdentity | null> {
  const startedAt = process.platform === "linux" ? await startFromProc(pid) : await startFromPs(pid);
  return startedAt === null ? null : { pid, startedAt };
}

export async function isAlive(identity: ProcessIdentity): Promise<boolean> {
  return (await identifyProcess(identity.pid))?.startedAt === identity.startedAt;
}

/**
 * True when `pid` is a program of this name that works in `folder` (a real path). PostgreSQL's working folder is its data.
 *
 * On Linux a dying process keeps its name and folder until it has let go of its memory, the shared one too; its `exe`
 * is gone before that, and a restart that looked at `exe` was seen to be refused for "shared memory in use".
 */
export async function runsIn({ pid, program, folder }: { pid: number; program: string; folder: string }) {
  if (process.platform !== "linux") return commandNames({ pid, program, folder });
  const cwd = await readlink(`/proc/${pid}/cwd`).catch(() => null);
  if (cwd !== folder) return false;
  const name = await readFile(`/proc/${pid}/comm`, "utf8").catch(() => null);
  return name?.trimEnd() === program;
}

/** Every process of this name in `folder`; empty on systems without /proc, where nobody can tell. */
export async function findProcesses({ program, folder }: { program: string; folder: string }) {
  if (process.platform !== "linux") return [];
  const pids = (await readdir("/proc")).map(Number).filter(Number.isInteger);
  const matches = await Promise.all(pids.map((pid) => runsIn({ pid, program, folder })));
  const identities = await Promise.all(pids.filter((_, index) => matches[index]).map(identifyProcess));
  return identities.filter((identity) => identity !== null);
}

let bootId: Promise<string> | undefined;

/** Ticks since the machine came up, with the boot's own id, because the ticks begin anew at each boot. */
async function startFromProc(pid: number): Promise<string | null> {
  const stat = await readFile(`/proc/${pid}/stat`, "latin1").catch(() => null);
  if (stat === null) return null;
  // The second field is the program's name in brackets and may hold spaces and brackets itself.
  const [state, ...fields] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const ticks = fields[18];
  if (state === "Z" || state === "X" || ticks === undefined) return null;
  bootId ??= readFile("/proc/sys/kernel/random/boot_id", "latin1").then((id) => id.slice(0, 8));
  return `${await bootId}_${ticks}`;
}

async function startFromPs(pid: number): Promise<string | null> {
  const line = await psLine(pid, "stat=,lstart=");
  if (line === null || line.startsWith("Z")) return null;
  return line.split(/\s+/).slice(1).join("_").replaceAll(/\W/g, "_");
}

async function commandNames({ pid, program, folder }: { pid: number; program: string; folder: string }) {
  const command = await psLine(pid, "command=");
  return command?.includes(program) === true && command.includes(folder);
}

/** `ps` exits with 1 when there is no such process. */
async function psLine(pid: number, columns: string): Promise<string | null> {
  const result = await run("ps", ["-o", columns, "-p", String(pid)]).catch(() => null);
  return result?.stdout.trim() || null;
}
