// Ends what a killed PostgreSQL or a killed start left running.
import { monotonicMs, sleep } from "./ports/clock.ts";
import { findProcesses } from "./ports/process-table.ts";
import { signalProcess } from "./ports/processes.ts";
import { PostgresError } from "./postgres-error.ts";

type Where = { program: string; folder: string };

/**
 * Backends notice the death of their parent by themselves, unless they are busy; then they hold its shared memory and
 * nothing can start. So they get `graceMs`, then SIGQUIT, then SIGKILL. The database recovers as after any crash.
 *
 * Returns when none is left. Throws `DATA_DIR_IN_USE` when one cannot be ended (stuck in the kernel).
 */
export async function endProcesses(where: readonly Where[], graceMs = 0): Promise<void> {
  const steps = [
    { signal: null, waitMs: graceMs },
    { signal: "SIGQUIT", waitMs: 1_000 },
    { signal: "SIGKILL", waitMs: 5_000 },
  ] as const;
  for (const { signal, waitMs } of steps) {
    if (signal !== null) for (const { pid } of await findAll(where)) signalProcess(pid, signal);
    if (await areGone(where, waitMs)) return;
  }
  const pids = (await findAll(where)).map(({ pid }) => pid).join(", ");
  throw new PostgresError(
    "DATA_DIR_IN_USE",
    `Processes of an earlier PostgreSQL (pid ${pids}) do not end. Look what holds them, or restart the machine.`,
  );
}

async function areGone(where: readonly Where[], limitMs: number): Promise<boolean> {
  const endMs = monotonicMs() + limitMs;
  while ((await findAll(where)).length > 0) {
    if (monotonicMs() >= endMs) return false;
    await sleep(10);
  }
  return true;
}

async function findAll(where: readonly Where[]) {
  return (await Promise.all(where.map(findProcesses))).flat();
}
