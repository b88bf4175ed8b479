// Whether the daemon that has a task's worktree can be asked.
import { type Reader, statement } from "../db/database.ts";
import { hadWorktree } from "../tasks/tasks.ts";

const MACHINE = statement(
  "machine-of-task",
  `select name, status <> 'offline' and lease_until > app_now() as "isThere" from daemon where owner_id = $1 and id = $2`,
);

export type Machine = { isThere: true; daemonId: string } | { isThere: false; name: string };

export async function machineOf(
  reader: Reader,
  { ownerId, id: taskId, daemonId }: { ownerId: string; id: string; daemonId: string | null },
): Promise<Machine> {
  if (daemonId === null) return { isThere: false, name: "no machine" };
  const row = await reader.row<{ name: string; isThere: boolean }>(MACHINE, [ownerId, daemonId]);
  const hasIt = row?.isThere === true && (await hadWorktree(reader, { ownerId, taskId, daemonId }));
  return hasIt ? { isThere: true, daemonId } : { isThere: false, name: row?.name ?? "no machine" };
}
