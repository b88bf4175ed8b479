// Finds the processes of agents by what daemons put into the environment of each.
import { readdir, readFile } from "node:fs/promises";

/** Every process that is marked as a daemon's agent and has `mark` in its environment, whoever its parent is by now. */
export async function findAgents(mark: string): Promise<number[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name)).map(Number);
  const found = await Promise.all(pids.map((pid) => isAgent(pid, mark)));
  return pids.filter((_, place) => found[place]);
}

export async function killAgents(mark: string): Promise<void> {
  for (const pid of await findAgents(mark)) sendKill(pid);
}

async function isAgent(pid: number, mark: string): Promise<boolean> {
  // Processes end at any moment, and those of others cannot be read.
  const environment = await readFile(`/proc/${pid}/environ`, "utf8").catch(() => "");
  return environment.includes("MAKIMA_RUN_MARK=") && environment.includes(mark);
}

function sendKill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
