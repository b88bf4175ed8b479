// Ends the task whose agent calls, with its agent's own words.
import { finishTask } from "../tasks/tasks.ts";
import type { ToolContext } from "./tool.ts";

type Finish = Parameters<typeof finishTask>[1]["finish"];

export async function endOwnTask(
  { tx, world, contract, task, actor }: ToolContext,
  finish: Finish,
): Promise<void> {
  await finishTask(tx, { world, task, phase: contract.phase, actor, finish });
}
