// Carries out what a person answered to a recovery question: the task is free again, and its next restoration follows the chosen plan.
import { RESTORATION_PLANS } from "@makima/core/restoration";
import { z } from "zod";
import { SERVER } from "../journal/journal.ts";
import { lockQuestion, markDelivered } from "../questions/questions.ts";
import { saveSupervisor } from "../supervisors/supervisors.ts";
import { type Held, setRecovery } from "../tasks/tasks.ts";
import type { World } from "../world.ts";
import type { Recovery } from "./recovery.ts";
import { settleRefusal } from "./settle-refusal.ts";

const purpose = z.object({ checkpointId: z.string().nullable() });
const answer = z.union([z.string(), z.array(z.string()).length(1)]);
const choice = z.enum(RESTORATION_PLANS).exclude(["manual_intervention"]);

/** The caller holds contract and task. A question that was carried out before, or whose task goes on already, changes nothing more. */
export async function settleRecovery(world: World, held: Held, questionId: string): Promise<boolean> {
  const { tx, contract, task } = held;
  const question = await lockQuestion(tx, { ownerId: task.ownerId, questionId });
  if (question === null || question.status !== "answered" || question.deliveredAt !== null) return false;
  const of = { ownerId: task.ownerId, contractId: contract.id };
  await markDelivered(tx, {
    ...of,
    questionIds: [questionId],
    taskName: task.name,
    phase: contract.phase,
  });
  const isRefusal = question.purpose?.["refused"] !== undefined;
  if (isRefusal) await settleRefusal(world, held, question);
  else if (task.status === "interrupted") {
    const plan = choice.parse([answer.parse(question.response)].flat()[0]);
    const { checkpointId } = purpose.parse(question.purpose);
    const recovery: Recovery = {
      id: questionId,
      plan,
      checkpointId: plan === "use_checkpoint" ? checkpointId : null,
      source: null,
    };
    await setRecovery(tx, { ownerId: of.ownerId, taskId: task.id, recovery });
  }
  const activity = isRefusal && task.kind === "supervisor" ? { activity: "Goes on as a person decided" } : {};
  await saveSupervisor(tx, of, { actor: SERVER, ...activity });
  return true;
}
