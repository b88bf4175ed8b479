// A task that hangs on another one's question about their login: what becomes of it when that question is over.
import { readRefusalAnswer } from "@makima/core/fault";
import { SERVER } from "../journal/journal.ts";
import { type QuestionRow, readQuestion } from "../questions/questions.ts";
import { saveSupervisor } from "../supervisors/supervisors.ts";
import { blockTask, freeTask, type Held } from "../tasks/tasks.ts";
import type { World } from "../world.ts";
import { HANGS_ON, holdLogin } from "./hold-login.ts";
import { settleRefusal } from "./settle-refusal.ts";

/** The caller holds contract and task. False when it hangs on nothing, or on what is still open. */
export async function followLogin(world: World, held: Held): Promise<boolean> {
  const { tx, contract, task } = held;
  const { ownerId } = task;
  const { [HANGS_ON]: questionId, ...because } = task.blocked ?? {};
  if (typeof questionId !== "string") return false;
  const question = await readQuestion(tx, { ownerId, questionId });
  if (question?.status === "pending") return false;
  if (question !== null && holdsForAll(question)) await settleRefusal(world, held, question);
  else if (question !== null && (await isRenewed(held, question)))
    await freeTask(tx, { ownerId, taskId: task.id });
  // What was said of that task alone, or taken back with it, is asked again of this one.
  else {
    const reason = String(because["reason"]);
    await blockTask(tx, { ownerId, taskId: task.id, because: { ...because, reason, asks: true } });
  }
  await saveSupervisor(tx, { ownerId, contractId: contract.id }, { actor: SERVER });
  return true;
}

function holdsForAll({ status, response }: QuestionRow): boolean {
  if (status !== "answered") return false;
  const answer = readRefusalAnswer([response ?? ""].flat()[0] ?? "");
  return answer !== null && answer.do !== "cancel";
}

async function isRenewed({ tx, task }: Held, { status, purpose }: QuestionRow): Promise<boolean> {
  if (status !== "withdrawn") return false;
  const login = await holdLogin(tx, task);
  return login !== null && login.purpose.loginAt !== (purpose?.["loginAt"] ?? null);
}
