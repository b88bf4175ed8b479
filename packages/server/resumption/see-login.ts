// A login that was asked about has been renewed: the question is taken back, and its task goes on; the others follow.
import { SERVER } from "../journal/journal.ts";
import { lockQuestion, withdrawQuestion } from "../questions/questions.ts";
import { saveSupervisor } from "../supervisors/supervisors.ts";
import { freeTask, type Held } from "../tasks/tasks.ts";
import { holdLogin } from "./hold-login.ts";

/**
 * The caller holds contract and task. By itself a task tries once: refused again with the renewed login, it waits for a person, for an agent may
 * write that file although it is refused.
 */
export async function seeLogin(held: Held, questionId: string): Promise<boolean> {
  const { tx, contract, task } = held;
  const { ownerId } = task;
  if (task.blocked === null || task.refusal?.kind !== "login" || task.refusal.inARow > 1) return false;
  const question = await lockQuestion(tx, { ownerId, questionId });
  if (question === null || question.status !== "pending") return false;
  const login = await holdLogin(tx, task);
  if (login === null || login.purpose.loginAt === (question.purpose?.["loginAt"] ?? null)) return false;
  await withdrawQuestion(tx, { question, reason: `the login of ${task.agent} was renewed` });
  await freeTask(tx, { ownerId, taskId: task.id });
  const activity = task.kind === "supervisor" ? { activity: "Goes on: its login was renewed" } : {};
  await saveSupervisor(tx, { ownerId, contractId: contract.id }, { actor: SERVER, ...activity });
  return true;
}
