// Carries out what a person answered about a budget that was spent, and takes the question back when there is room again without an answer.
import { z } from "zod";
import { moveContract, setBudget } from "../contracts/contracts.ts";
import { type Actor, SERVER } from "../journal/journal.ts";
import { lockQuestion, markDelivered, type QuestionRow, withdrawQuestion } from "../questions/questions.ts";
import { saveSupervisor } from "../supervisors/supervisors.ts";
import type { Held } from "../tasks/tasks.ts";
import { isSpent, readContractUsage } from "../usage/usage.ts";

const measure = z.number().optional();
const budget = z.object({ tokens: measure, dollars: measure, minutes: measure });
const choices = z.array(
  z.discriminatedUnion("do", [
    z.object({ choice: z.string(), do: z.literal("set"), budget: budget.nullable() }),
    z.object({ choice: z.string(), do: z.literal("cancel") }),
  ]),
);
const purpose = z.object({ budget: choices });

/** The caller holds the contract and its supervisor's task. False when there was nothing to do any more. */
export async function settleBudget(held: Held, questionId: string): Promise<boolean> {
  const { tx, contract } = held;
  const question = await lockQuestion(tx, { ownerId: contract.ownerId, questionId });
  if (question === null || question.deliveredAt !== null) return false;
  const of = { ownerId: contract.ownerId, contractId: contract.id };
  if (question.status === "answered") await carryOut(held, question);
  else if (question.status === "pending" && !(await isStillSpent(held)))
    await withdrawQuestion(tx, { question, reason: "there is room in the budget again" });
  else return false;
  await saveSupervisor(tx, of, { actor: SERVER, activity: "The budget has room again" });
  return true;
}

async function carryOut({ tx, contract, task }: Held, question: QuestionRow): Promise<void> {
  await markDelivered(tx, {
    ownerId: contract.ownerId,
    contractId: contract.id,
    questionIds: [question.id],
    taskName: task.name,
    phase: contract.phase,
  });
  const chosen = [question.response ?? ""].flat()[0];
  const decided = purpose.parse(question.purpose).budget.find(({ choice }) => choice === chosen);
  const actor: Actor = { kind: "person", id: question.answeredBy };
  if (decided?.do === "set") await setBudget(tx, { contract, budget: decided.budget, actor });
  if (decided?.do === "cancel")
    await moveContract(tx, { contract, command: "cancel", actor, data: { reason: "its budget is spent" } });
}

async function isStillSpent({ tx, contract }: Held): Promise<boolean> {
  if (contract.budget === null) return false;
  const { usage } = await readContractUsage(tx, { ownerId: contract.ownerId, contractId: contract.id });
  return isSpent(contract.budget, usage);
}
