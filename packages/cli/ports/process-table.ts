// Asks the system which process a number stands for now.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** A process for ever: numbers are given out again, a number with its start time is not. */
export type ProcessMark = { pid: number; startTime: string };

export const ownPid = process.pid;

/** Null when no such process lives. */
export function markOf(pid: number): ProcessMark | null {
  const startTime = process.platform === "linux" ? fromProc(pid) : fromPs(pid);
  return startTime === null ? null : { pid, startTime };
}

export const lives = (mark: ProcessMark): boolean => markOf(mark.pid)?.startTime === mark.startTime;

/** False when it was gone already. Only ever the process that the mark names gets the signal. */
export function signalMarked(mark: ProcessMark, signal: NodeJS.Signals): boolean {
  if (!lives(mark)) return false;
  process.kill(mark.pid, signal);
  return true;
}

function fromProc(pid: number): string | null {
  try {
    const line = readFileSync(`/proc/${pid}/stat`, "latin1");
    const [state, ...numbers] = line.slice(line.lastIndexOf(") ") + 2).split(" ");
    return state === "Z" ? null : (numbers[18] ?? null);
  } catch {
    return null;
  }
}

function fromPs(pid: number): string | null {
  try {
    const text = execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" }).trim();
    return text === "" ? null : text;
  } catch {
    return null;
  }
}
