// Which of the four sources a restoration has.
import type { RestorationSource } from "@makima/core/supervisor";
import type { RunRow } from "../tasks/tasks.ts";

/** `daemonId`: where the task goes on; null when it needs no daemon. */
export function sourceOf(lost: RunRow, daemonId: string | null): RestorationSource {
  if (lost.endReason === "manual") return "manual";
  if (lost.endReason === "server_restart") return "server_restart";
  return daemonId !== null && daemonId !== lost.daemonId ? "task_reassignment" : "daemon_restart";
}
