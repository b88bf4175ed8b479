// Forks as tests ask for them, and the database's own time.
import type { NewFork } from "@makima/protocol/forks";
import type { Task } from "@makima/protocol/tasks";
import { statement } from "@makima/server/db/database";
import { forkTask } from "@makima/server/forks/forks";
import type { Of } from "./contracts.ts";

/** By itself one fork called `fork` of checkpoint 1, with the conversation. */
export async function fork(
  { world, principal }: Of,
  taskId: string,
  body: Partial<NewFork> = {},
): Promise<Task[]> {
  const plain = { newTaskName: "fork", includeConversation: true, count: 1, dryRun: false };
  const { tasks } = await forkTask(world, principal, {
    params: { id: taskId },
    body: { forkFromType: "checkpoint", forkFromValue: "1", ...plain, ...body },
  });
  return tasks;
}

const NOW = statement("test-now", "select app_now() as now");

/** In ISO 8601. */
export async function databaseNow({ world }: Of): Promise<string> {
  const row = await world.db.row<{ now: Date }>(NOW, []);
  if (row === null) throw new Error("the database tells the time");
  return row.now.toISOString();
}
