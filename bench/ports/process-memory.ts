// What the system says of processes: their memory and their children.
import { runProgram } from "./run-program.ts";

export type ProcessLine = { pid: number; parent: number; residentMb: number; command: string };

/** Every process of this machine. */
export async function listProcesses(): Promise<ProcessLine[]> {
  const table = await runProgram({ command: "ps", args: ["-A", "-o", "pid=,ppid=,rss=,args="] });
  return table.split("\n").flatMap((line) => {
    const found = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(.*)$/.exec(line);
    if (found === null) return [];
    const [, pid, parent, kilobytes, command] = found;
    return [
      {
        pid: Number(pid),
        parent: Number(parent),
        residentMb: Number(kilobytes) / 1024,
        command: command ?? "",
      },
    ];
  });
}

/** Throws when the process is gone. */
export async function residentMb(pid: number): Promise<number> {
  const found = (await listProcesses()).find((each) => each.pid === pid);
  if (found === undefined) throw new Error(`process ${pid} is gone`);
  return found.residentMb;
}
