// wait_for_tasks: the results at once where they are there, else a wait that is a row.
import { refuseField } from "@makima/protocol/errors";
import { saveSupervisor } from "../supervisors/supervisors.ts";
import { markTold, tasksOfContract } from "../tasks/tasks.ts";
import { OPEN, result, type Tool } from "./tool.ts";
import { waitIsOver } from "./wait-is-over.ts";
import { INSERT_WAIT, SUPERSEDE_WAIT } from "./writer.ts";

export const waitForTasksTool: Tool<"wait_for_tasks"> = async (
  { tx, world, contract, task, call, actor },
  input,
) => {
  const taskIds = [...new Set(input.taskIds)];
  const known = new Map(
    (await tasksOfContract(tx, { ownerId: task.ownerId, contractId: contract.id })).map((each) => [
      each.taskId,
      each,
    ]),
  );
  const awaited = taskIds.map((id) => {
    const found = known.get(id);
    if (found === undefined || id === task.id) throw refuseField("taskIds", `${id} is no task of yours`);
    return found;
  });
  tx.send(SUPERSEDE_WAIT, [task.ownerId, task.id, taskIds]);
  if (waitIsOver(input.mode, awaited)) {
    await markTold(tx, {
      ownerId: task.ownerId,
      taskIds: awaited.filter(({ isOver }) => isOver).map(({ taskId }) => taskId),
    });
    // an older wait for the same tasks may have ended with it
    await saveSupervisor(tx, { ownerId: task.ownerId, contractId: contract.id }, { actor });
    return result({
      status: "done",
      results: awaited.map(({ taskId, name, status, summary }) => ({ taskId, name, status, summary })),
    });
  }
  tx.send(INSERT_WAIT, [
    task.ownerId,
    world.ids.next(),
    task.id,
    "tasks",
    call.id,
    null,
    taskIds,
    input.mode,
  ]);
  const activity = `Waits for ${awaited.map(({ name }) => name).join(", ")}`;
  await saveSupervisor(tx, { ownerId: task.ownerId, contractId: contract.id }, { actor, activity });
  return OPEN;
};
