// Closes what a run left open when it ended: a call of our tools gets its recorded result or `not executed`, one of the agent's own tools
// `outcome unknown`. Every tool call in a conversation has its one result, before the agent goes on.
import type { CallResult } from "@makima/core/delivery";
import type { InFlight } from "@makima/core/restoration";
import type { Tx } from "../db/database.ts";
import { appendOwnMessage, type TaskRow } from "../tasks/tasks.ts";
import { danglingCalls, openCalls } from "./reader.ts";
import { SETTLE_CALL } from "./writer.ts";

/**
 * The caller holds the task and has begun the new epoch. Gives what was in flight, by name, and the calls of our tools among it with the results that they
 * have now.
 */
export async function closeCalls(
  tx: Tx,
  { task, epoch }: { task: TaskRow; epoch: number },
): Promise<{ inFlight: InFlight[]; closed: CallResult[] }> {
  const closed: CallResult[] = [];
  const ours = new Map<string, { content: string; outcome: "recorded" | "not executed" }>();
  for (const call of await openCalls(tx, { ownerId: task.ownerId, taskId: task.id })) {
    // a question that stays open keeps its wait: the call itself ends, the answer comes as a message
    const isParked = call.questionId !== null || call.tool === "wait_for_tasks";
    const result = isParked ? { status: "pending", questionId: call.questionId } : { status: "not executed" };
    tx.send(SETTLE_CALL, [
      task.ownerId,
      call.id,
      isParked ? "pending" : "not_executed",
      JSON.stringify(result),
      !isParked,
    ]);
    const { callKey, tool, input } = call;
    closed.push({ callKey, tool, input, result, isError: !isParked });
    ours.set(callKey, {
      content: JSON.stringify(result),
      outcome: isParked ? "recorded" : "not executed",
    });
  }
  const inFlight: InFlight[] = [];
  for (const { toolCallId, toolName } of await danglingCalls(tx, {
    ownerId: task.ownerId,
    taskId: task.id,
  })) {
    const recorded = ours.get(toolCallId);
    const outcome = recorded?.outcome ?? "outcome unknown";
    inFlight.push({ toolCallId, toolName, outcome });
    await appendOwnMessage(
      tx,
      { ownerId: task.ownerId, taskId: task.id, epoch },
      {
        role: "tool_result",
        content: recorded?.content ?? "outcome unknown: the run was interrupted",
        tool: { callId: toolCallId, name: toolName, input: null },
        isError: outcome !== "recorded",
      },
    );
  }
  return { inFlight, closed };
}
