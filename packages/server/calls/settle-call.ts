// Records the one result of a call: in its row, in the conversation, and on its way to the agent.
import { sendCommand } from "../daemons/daemons.ts";
import type { Tx } from "../db/database.ts";
import { appendOwnMessage, type TaskRow } from "../tasks/tasks.ts";
import type { World } from "../world.ts";
import type { CallRow } from "./reader.ts";
import { SETTLE_CALL } from "./writer.ts";

export type Settlement = { status: "done" | "pending"; result: unknown; isError?: boolean };

/**
 * The caller holds contract and task, and the call is of the task's present run.
 * @returns false when the call has its result already
 */
export async function settleCall(
  tx: Tx,
  { world, task, call, settlement }: { world: World; task: TaskRow; call: CallRow; settlement: Settlement },
): Promise<boolean> {
  const isError = settlement.isError ?? false;
  const content = JSON.stringify(settlement.result);
  const settled = await tx.row<{ durationMs: number }>(SETTLE_CALL, [
    call.ownerId,
    call.id,
    settlement.status,
    content,
    isError,
  ]);
  if (settled === null) return false;
  await appendOwnMessage(
    tx,
    { ownerId: call.ownerId, taskId: call.taskId, epoch: call.epoch },
    {
      role: "tool_result",
      content,
      tool: { callId: call.callKey, name: call.tool, input: null },
      isError,
      durationMs: settled.durationMs,
    },
  );
  if (task.daemonId !== null)
    await sendResult(tx, { world, task, call, daemonId: task.daemonId, result: settlement.result, isError });
  return true;
}

/** Sends a recorded result (again) to the daemon whose agent asks for it. */
export async function sendResult(
  tx: Tx,
  to: { world: World; task: TaskRow; call: CallRow; daemonId: string; result: unknown; isError: boolean },
): Promise<void> {
  const { world, task, call, daemonId } = to;
  await sendCommand(tx, {
    world,
    to: { ownerId: task.ownerId, daemonId, contractId: task.contractId },
    command: {
      kind: "tool_result",
      taskId: task.id,
      epoch: call.epoch,
      callKey: call.callKey,
      result: to.result,
      isError: to.isError,
    },
  });
}
