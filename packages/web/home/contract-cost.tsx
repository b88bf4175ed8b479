// What a contract has cost so far, and of how much; tokens where its agents tell no price.
import type { Contract } from "@makima/protocol/contracts";
import { homeTexts as texts } from "../texts/home.ts";
import { formatCost, formatCount } from "../usage/format-amount.ts";

export function ContractCost({ contract }: { contract: Pick<Contract, "usage" | "budget"> }) {
  const { shown, isSpent } = costOf(contract);
  if (shown === "") return null;
  return (
    <span className={`cost ${isSpent ? "tone-you" : "quiet"}`} title={texts.costHow}>
      <span className="sr-only">{texts.head.cost}: </span>
      {shown}
    </span>
  );
}

/** Where money is limited the limit stands beside it, also while nothing is spent. */
function costOf({ usage, budget }: Pick<Contract, "usage" | "budget">): { shown: string; isSpent: boolean } {
  const { costUsd } = usage;
  const tokens = usage.inputTokens + usage.outputTokens;
  if (budget?.dollars !== undefined) {
    const shown = texts.costOf(formatCost(costUsd), formatCost(budget.dollars));
    return { shown, isSpent: costUsd >= budget.dollars };
  }
  if (costUsd > 0) return { shown: formatCost(costUsd), isSpent: false };
  return { shown: tokens > 0 ? texts.tokens(formatCount(tokens)) : "", isSpent: false };
}
