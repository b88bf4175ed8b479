// `makima task merge`: a task's result into the contract's branch, all or nothing.
import type { Client } from "@makima/client";
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
    output.show(result, {
      ...(result.merged ? { quiet: result.commit } : {}),
      human: () => drawMerge(result),
    });
    refuseConflicts(result);
  });
}

type Merge = Awaited<ReturnType<Client["mergeTask"]>>;

/** Nothing where it was not merged. */
export const drawMerge = (result: Merge): string[] =>
  result.merged ? [`${paint.good("✓")} merged at ${result.commit.slice(0, 12)}`] : [];

/** Throws MERGE_CONFLICT with the paths. */
export function refuseConflicts(result: Merge): void {
  if (result.merged) return;
  throw new CliError({
    code: "MERGE_CONFLICT",
    message: "nothing was merged: it conflicts with the contract's branch",
    lines: result.conflicts.map(cleanLine),
    mend: "a task based on this one, with the plan to merge the contract's branch, can solve it",
    exitCode: EXIT.conflict,
  });
}
