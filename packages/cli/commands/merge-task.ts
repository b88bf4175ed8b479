// `makima task merge`: a task's result into the contract's branch, all or nothing.
import type { Command } from "commander";
import { chooseTask } from "../choose.ts";
import { CliError, EXIT } from "../cli-error.ts";
import { act } from "../context.ts";
import { cleanLine } from "../terminal/clean-text.ts";
import { paint } from "../terminal/paint.ts";

export function mergeTask(command: Command): void {
  command.argument("<task>", "its id, or a unique part of it");
  act<object, [string]>(command, async (context, { args: [given] }) => {
    const { output } = context;
    const sdk = await context.client();
    const result = await sdk.mergeTask({ id: await chooseTask(sdk, given) });
    if (result.merged) {
      const { commit } = result;
      output.show(result, {
        quiet: commit,
        human: () => [`${paint.good("✓")} merged at ${commit.slice(0, 12)}`],
      });
      return;
    }
    if (output.isJson) output.show(result, { human: () => [] });
    throw new CliError({
      code: "MERGE_CONFLICT",
      message: "nothing was merged: it conflicts with the contract's branch",
      lines: result.conflicts.map(cleanLine),
      mend: "a task based on this one, with the plan to merge the contract's branch, can solve it",
      exitCode: EXIT.conflict,
    });
  });
}
