// Tells once that most of a budget is used: people by an event, the supervisor by a notice that its next turn begins with.
import { type Budget, levelsOf, standingOf, tellLevels } from "@makima/core/budget";
import { appendEvents, SERVER } from "../journal/journal.ts";
import { type Held, sendDelivery } from "../tasks/tasks.ts";
import { readContractUsage, setWarned } from "../usage/usage.ts";
import type { World } from "../world.ts";

/** The caller holds the contract and its supervisor's task. False when there is nothing to warn of any more. */
export async function warnOfBudget(world: World, { tx, contract, task }: Held): Promise<boolean> {
  const { budget, ownerId } = contract;
  if (budget === null) return false;
  const of = { ownerId, contractId: contract.id };
  const { usage, warnedBudget } = await readContractUsage(tx, of);
  const levels = levelsOf(budget, usage);
  if (standingOf(levels) !== "near" || isSame(budget, warnedBudget)) return false;
  await setWarned(tx, { ...of, budget });
  const percent = Math.max(...levels.map((level) => level.percent));
  const used = tellLevels(levels);
  const data = { kind: "budget", percent, used };
  const text = `${percent} % of the contract's budget is used: ${used}. Bring the work to an end with what is left, or ask the person for more.`;
  const item = { kind: "notice" as const, text, data, recorded: [] };
  await sendDelivery(tx, { ids: world.ids, to: { ownerId, taskId: task.id }, item });
  await appendEvents(tx, of, [
    { type: "budget.warned", actor: SERVER, taskId: task.id, phase: contract.phase, data: { percent, used } },
  ]);
  return true;
}

const isSame = (one: Budget, other: Budget | null): boolean =>
  other !== null &&
  one.tokens === other.tokens &&
  one.dollars === other.dollars &&
  one.minutes === other.minutes;
