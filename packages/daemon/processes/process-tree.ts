// An agent's processes: all that it started, also those that left its group and session.

import { sleep } from "../ports/clock.ts";
import { hasEnvironment, listProcesses, type ProcessEntry } from "../ports/process-table.ts";
import { sendSignal } from "../ports/processes.ts";

/** The name of the environment variable that every process of a run inherits. */
export const markName = "MAKIMA_RUN_MARK";

export interface TreeRoot {
  /** The pid of the process that leads the group and the session; null when it is not known. */
  readonly pid: number | null;
  /** Random, and in the environment of every process of the tree that has not cleared its own. */
  readonly mark: string;
}

/** Stops or continues the whole tree. */
export async function signalTree(root: TreeRoot, signal: "SIGSTOP" | "SIGCONT" | "SIGTERM"): Promise<void> {
  if (root.pid !== null) sendSignal(-root.pid, signal);
  for (const { pid } of await findTree(root)) sendSignal(pid, signal);
}

const killRounds = 20;

/** Kills until nothing of the tree is found: a process may fork while the table is read. */
export async function killTree(root: TreeRoot): Promise<void> {
  for (let round = 0; round < killRounds; round++) {
    if (root.pid !== null) sendSignal(-root.pid, "SIGKILL");
    const found = await findTree(root);
    if (found.length === 0) return;
    for (const { pid } of found) sendSignal(pid, "SIGKILL");
    await sleep(5 * (round + 1));
  }
}

async function findTree({ pid: root, mark }: TreeRoot): Promise<readonly ProcessEntry[]> {
  const all = await listProcesses();
  const own = all.filter(({ pid }) => pid !== process.pid);
  const marked = await Promise.all(own.map(({ pid }) => hasEnvironment(pid, `${markName}=${mark}`)));
  const found = new Set<number>(own.filter((_, index) => marked[index]).map(({ pid }) => pid));
  for (const { pid, group, session } of own) {
    if (root !== null && (pid === root || group === root || session === root)) found.add(pid);
  }
  // Children of what was found, and theirs; the table is in no order, so until nothing is added.
  for (let size = -1; size !== found.size; ) {
    size = found.size;
    for (const { pid, parent } of own) if (found.has(parent)) found.add(pid);
  }
  return own.filter(({ pid }) => found.has(pid));
}
