// One task in the shape that people see, inside whatever reads or has just changed it.
import { Refusal } from "@makima/protocol/errors";
import type { Task } from "@makima/protocol/tasks";
import type { Reader } from "../db/database.ts";
import type { TaskKey } from "./lock-task.ts";
import { readTask } from "./reader.ts";

/** Throws NOT_FOUND, also for another owner's. */
export async function viewTask(reader: Reader, key: TaskKey): Promise<Task> {
  const task = await readTask(reader, key);
  if (task === null) throw new Refusal("NOT_FOUND", "there is no such task");
  return task;
}
