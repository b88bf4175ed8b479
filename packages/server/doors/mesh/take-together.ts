// What one run said, or printed, in several records in a row: one statement and one commit, where nothing speaks against it.
import type { Spooled } from "@makima/protocol/mesh";
import { appendMessages, appendOutput } from "../../tasks/tasks.ts";
import type { World } from "../../world.ts";

type From = { ownerId: string; daemonId: string };

/** False where it changed nothing: each record has then to be looked at by itself. */
export async function takeTogether(world: World, by: From, group: readonly Spooled[]): Promise<boolean> {
  const records = group.map(({ record }) => record);
  const [first] = records;
  if (first === undefined || !("taskId" in first)) return false;
  const from = { ...by, taskId: first.taskId, epoch: first.epoch };
  const pieces = records.flatMap((record) => (record.kind === "output" ? record.pieces : []));
  const messages = records.flatMap((record) => (record.kind === "messages" ? record.messages : []));
  try {
    const appended = await (pieces.length > 0
      ? appendOutput(world, from, pieces)
      : appendMessages(world, from, messages));
    return appended !== "fenced";
  } catch (error) {
    world.log.debug({ err: error, taskId: first.taskId }, "records are taken in one by one");
    return false;
  }
}
