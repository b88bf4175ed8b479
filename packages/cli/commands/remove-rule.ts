// `makima rule remove`: a rule counts no more.
import { tellRule } from "@makima/core/rule";
import type { Command } from "commander";
import { chooseRule } from "../choose.ts";
import { act } from "../context.ts";
import { cleanLine } from "../terminal/clean-text.ts";

export function removeRule(command: Command): void {
  command.argument("<rule>", "its id, or a unique part of it");
  act<object, [string]>(command, async ({ client, output }, { args: [given] }) => {
    const sdk = await client();
    const rule = await sdk.removeRule({ id: await chooseRule(sdk, given) });
    output.show(rule, { quiet: rule.id, human: () => [`No rule any more: ${cleanLine(tellRule(rule))}`] });
  });
}
