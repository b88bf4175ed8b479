// How much memory a process has held at most, as the kernel counted it.
import { readFile } from "node:fs/promises";

/** Megabytes resident at its highest so far. */
export async function readPeakMemory(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
  if (kilobytes === undefined) throw new Error(`/proc/${pid}/status tells no peak`);
  return Number(kilobytes) / 1024;
}
