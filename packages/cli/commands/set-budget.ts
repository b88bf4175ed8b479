// `makima contract budget`: what a contract may use, and what it has used.
import { tellBudget } from "@makima/core/budget";
import type { Command } from "commander";
import { chooseContract } from "../choose.ts";
import { usageError } from "../cli-error.ts";
import { act } from "../context.ts";
import { type BudgetOptions, budgetOptions, readBudget } from "../read-budget.ts";
import { formatUsage } from "../terminal/format-usage.ts";

type Options = BudgetOptions & { none?: boolean };

export function setBudget(command: Command): void {
  budgetOptions(command.argument("<contract>", "its id, or a unique part of it")).option(
    "--none",
    "let it go on without a budget",
  );
  act<Options, [string]>(command, async ({ client, output }, { args: [given], options }) => {
    const named = readBudget(options);
    if (named !== undefined && options.none === true)
      throw usageError("a budget and none at all cannot be both", "leave --none or the limits out");
    const sdk = await client();
    const id = await chooseContract(sdk, given);
    const budget = options.none === true ? null : named;
    const contract =
      budget === undefined ? await sdk.getContract({ id }) : await sdk.patchContract({ id, budget });
    output.show(contract, {
      quiet: contract.budget === null ? "none" : tellBudget(contract.budget),
      human: () => [
        `budget  ${contract.budget === null ? "none" : tellBudget(contract.budget)}`,
        `used    ${formatUsage(contract.usage) || "nothing yet"}`,
      ],
    });
  });
}
