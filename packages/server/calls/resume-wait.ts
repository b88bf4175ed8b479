// Ends a wait for tasks that is over, and brings the results: to the call that still waits, else to the next turn.
import { isTaskOver } from "@makima/core/task";
import { SERVER } from "../journal/journal.ts";
import { saveSupervisor } from "../supervisors/supervisors.ts";
import { type Held, markTold, sendDelivery, tasksOfContract, withTask } from "../tasks/tasks.ts";
import type { World } from "../world.ts";
import { callById, isCallHeard, openWaitsOfTask, refOf, type WaitRow } from "./reader.ts";
import { settleCall } from "./settle-call.ts";
import { waitIsOver } from "./wait-is-over.ts";
import { END_WAIT } from "./writer.ts";

/** Looks at all open waits of a task. */
export async function resumeWaits(world: World, of: { ownerId: string; taskId: string }): Promise<void> {
  await withTask(world, of, async (held) => {
    if (isTaskOver(held.task.status)) return;
    const waits = (await openWaitsOfTask(held.tx, of)).filter(({ kind }) => kind === "tasks");
    for (const wait of waits) await resumeWait(world, { held, wait });
  });
}

async function resumeWait(world: World, { held, wait }: { held: Held; wait: WaitRow }): Promise<void> {
  const { tx, task, contract } = held;
  const { ownerId } = task;
  const wanted = new Set(wait.taskIds);
  const tasks = (await tasksOfContract(tx, { ownerId, contractId: contract.id })).filter(({ taskId }) =>
    wanted.has(taskId),
  );
  if (!waitIsOver(wait.mode ?? "all", tasks)) return;
  tx.send(END_WAIT, [ownerId, wait.id, "satisfied"]);
  await markTold(tx, { ownerId, taskIds: tasks.filter(({ isOver }) => isOver).map(({ taskId }) => taskId) });
  const results = tasks.map(({ taskId, name, status, summary }) => ({ taskId, name, status, summary }));
  const call = wait.toolCallId === null ? null : await callById(tx, { ownerId, id: wait.toolCallId });
  if (call !== null && (await isCallHeard(tx, call))) {
    await settleCall(tx, {
      world,
      task,
      call,
      settlement: { status: "done", result: { status: "done", results } },
    });
  } else {
    await sendDelivery(tx, {
      ids: world.ids,
      to: { ownerId, taskId: task.id },
      item: { kind: "results", results, ...refOf(call) },
    });
  }
  const ended = tasks.filter(({ isOver }) => isOver).map(({ name }) => name);
  const activity = task.kind === "supervisor" ? { activity: `Ended: ${ended.join(", ")}` } : {};
  await saveSupervisor(tx, { ownerId, contractId: contract.id }, { actor: SERVER, ...activity });
}
