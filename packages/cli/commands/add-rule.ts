// `makima rule add`: allows or denies agents something without asking.
import { RULE_EFFECTS, type RuleEffect, tellRule } from "@makima/core/rule";
import { type Command, Option } from "commander";
import { chooseContract } from "../choose.ts";
import { act } from "../context.ts";
import { shortId } from "../find-by-id.ts";
import { cleanLine } from "../terminal/clean-text.ts";

type Options = { tool?: string; command?: string; path?: string; contract?: string };

export function addRule(command: Command): void {
  command
    .argument("<effect>", RULE_EFFECTS.join(" or "))
    .option("--tool <name>", "the tool's name or kind, * for any characters")
    .option("--command <words>", "a command, word for word; * at the end for any further words: 'git log *'")
    .addOption(
      new Option("--path <pattern>", "files below the worktree, or absolute: 'src/**'").conflicts("command"),
    )
    .option("--contract <contract>", "for this contract alone (else for all of yours)");
  command.addHelpText(
    "after",
    "\nA line of several commands is allowed when each of them is. What cannot be read (variables, redirections …) is asked about.",
  );
  act<Options, [RuleEffect]>(command, async ({ client, output }, { args: [effect], options }) => {
    const sdk = await client();
    const { tool, command: words, path, contract } = options;
    const rule = await sdk.addRule({
      effect,
      ...(tool === undefined ? {} : { tool }),
      ...(words === undefined ? {} : { command: words }),
      ...(path === undefined ? {} : { path }),
      ...(contract === undefined ? {} : { contractId: await chooseContract(sdk, contract) }),
    });
    const where = rule.contractId === null ? "for all contracts" : `for contract ${shortId(rule.contractId)}`;
    output.show(rule, {
      quiet: rule.id,
      human: () => [`Rule ${shortId(rule.id)}: ${cleanLine(tellRule(rule))}, ${where}`],
    });
  });
}
