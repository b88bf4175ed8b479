// Turns what a person wishes into the decision that the task's next restoration follows.
import type { RestorationDecision } from "@makima/core/restoration";
import { Refusal } from "@makima/protocol/errors";
import type { Tx } from "../db/database.ts";
import { pendingQuestionsOf } from "../questions/questions.ts";
import type { TaskRow } from "../tasks/tasks.ts";
import { readCheckpoint } from "./read-checkpoints.ts";
import type { Recovery } from "./recovery.ts";

/** `decision`: without the wish. Throws UNKNOWN_CHECKPOINT, NO_CHECKPOINT. */
export async function chooseRecovery(
  tx: Tx,
  {
    id,
    task,
    wish,
    decision,
  }: {
    id: string;
    task: TaskRow;
    wish: { plan: Recovery["plan"]; checkpointId: string | null };
    decision: RestorationDecision;
  },
): Promise<Recovery> {
  const base = { id, checkpointId: null, source: "manual" as const };
  if (wish.plan === "use_checkpoint")
    return { ...base, plan: wish.plan, checkpointId: await chooseCheckpoint(tx, { task, wish, decision }) };
  if (wish.plan !== null) return { ...base, plan: wish.plan };
  // to take up what is held for a person is his answer: it goes on as it was
  const asked = await pendingQuestionsOf(tx, { ownerId: task.ownerId, taskId: task.id });
  const isHeld = asked.some(({ questionType }) => questionType === "recovery");
  return { ...base, plan: isHeld ? "proceed" : null };
}

async function chooseCheckpoint(
  tx: Tx,
  {
    task,
    wish,
    decision,
  }: { task: TaskRow; wish: { checkpointId: string | null }; decision: RestorationDecision },
): Promise<string> {
  if (wish.checkpointId === null) {
    const offered = decision.alternatives.find(({ plan }) => plan === "use_checkpoint");
    const newest = decision.checkpointId ?? offered?.checkpointId;
    if (newest === undefined || newest === null)
      throw new Refusal("NO_CHECKPOINT", "the task has no checkpoint that passes inspection");
    return newest;
  }
  const named = await readCheckpoint(tx, { ownerId: task.ownerId, checkpointId: wish.checkpointId });
  if (named === null || named.taskId !== task.id)
    throw new Refusal("UNKNOWN_CHECKPOINT", "this is no checkpoint of that task");
  return named.checkpointId;
}
