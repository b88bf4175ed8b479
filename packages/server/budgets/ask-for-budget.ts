// Asks a person about a budget that is spent. Turns that run end by themselves, and no other begins until there is room again.
import { budgetChoices, levelsOf, standingOf, tellLevels } from "@makima/core/budget";
import { statement } from "../db/database.ts";
import { appendEvents, SERVER } from "../journal/journal.ts";
import { askQuestion } from "../questions/questions.ts";
import { saveSupervisor } from "../supervisors/supervisors.ts";
import type { Held } from "../tasks/tasks.ts";
import { readContractUsage } from "../usage/usage.ts";
import type { World } from "../world.ts";

const IS_ASKED = statement(
  "is-budget-asked",
  `select 1 as one from question where owner_id = $1 and contract_id = $2 and question_type = 'budget' and delivered_at is null
     and status <> 'withdrawn'`,
);

/** The caller holds the contract and its supervisor's task. False when there is nothing to ask any more. */
export async function askForBudget(world: World, { tx, contract, task }: Held): Promise<boolean> {
  const { budget, ownerId } = contract;
  const of = { ownerId, contractId: contract.id };
  if (budget === null || (await tx.row(IS_ASKED, [ownerId, contract.id])) !== null) return false;
  const { usage } = await readContractUsage(tx, of);
  const levels = levelsOf(budget, usage);
  if (standingOf(levels) !== "spent") return false;
  const choices = budgetChoices(budget, usage);
  const used = tellLevels(levels);
  await appendEvents(tx, of, [
    { type: "budget.spent", actor: SERVER, taskId: task.id, phase: contract.phase, data: { used } },
  ]);
  await askQuestion(tx, {
    ...of,
    taskId: task.id,
    epoch: task.epoch,
    id: world.ids.next(),
    question: `The budget of ${contract.name} is spent: ${used}. How is it to go on?`,
    choices: choices.map(({ choice }) => choice),
    choicesOnly: true,
    multiSelect: false,
    context:
      "Turns that run end by themselves, and no other begins until this is answered. Any other budget can be set for the contract instead.",
    questionType: "budget",
    expiresInSeconds: null,
    purpose: { budget: choices },
    actor: SERVER,
    phase: contract.phase,
  });
  await saveSupervisor(tx, of, { actor: SERVER, activity: "The budget is spent" });
  return true;
}
