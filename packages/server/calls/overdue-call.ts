// An agent has waited for a call as long as it may: it gets what is there, or learns that the answer is pending and ends its turn.
import type { MeshRecord } from "@makima/protocol/mesh";
import { statement } from "../db/database.ts";
import { withRun } from "../tasks/tasks.ts";
import type { World } from "../world.ts";
import { type CallRow, callByKey } from "./reader.ts";
import { sendResult, settleCall } from "./settle-call.ts";

type Overdue = Extract<MeshRecord, { kind: "tool_overdue" }>;

const AWAITED_TASKS = statement(
  "awaited-tasks-of-call",
  `select task_ids as "taskIds" from wait where owner_id = $1 and tool_call_id = $2 order by began_at desc limit 1`,
);

/** Gives false when the run is not the present one, or another daemon's, or never made that call. */
export function overdueCall(
  world: World,
  from: { ownerId: string; daemonId: string; record: Overdue },
): Promise<boolean> {
  const { ownerId, daemonId, record } = from;
  return withRun(world, from, async ({ tx, task }) => {
    const call = await callByKey(tx, { ownerId, ...record });
    if (call === null) return false;
    if (call.status !== "open") {
      await sendResult(tx, { world, task, call, daemonId, result: call.result, isError: call.isError });
      return true;
    }
    const awaited = await tx.row<{ taskIds: string[] }>(AWAITED_TASKS, [ownerId, call.id]);
    await settleCall(tx, {
      world,
      task,
      call,
      settlement: { status: "pending", result: pendingResult(call, awaited?.taskIds ?? []) },
    });
    return true;
  });
}

function pendingResult(call: CallRow, taskIds: readonly string[]): Record<string, unknown> {
  const message = "The result is not there yet. End your turn now: your next turn begins with it.";
  return call.questionId === null
    ? { status: "pending", taskIds, message }
    : { status: "pending", questionId: call.questionId, message };
}
