// `makima supervisor task-branch`: an ordinary branch in the person's repository at a moment of a task.
import type { Command } from "commander";
import { chooseTask } from "../choose.ts";
import { act } from "../context.ts";
import { addPointOptions, type PointOptions, readPoint } from "../point-of-task.ts";
import { cleanLine } from "../terminal/clean-text.ts";
import { paint } from "../terminal/paint.ts";

export function branchTask(command: Command): void {
  addPointOptions(
    command
      .argument("<task>", "its id, or a unique part of it")
      .argument("<branch>", "the name of the new branch"),
  );
  act<PointOptions, [string, string]>(command, async ({ client, output }, { args, options }) => {
    const [given, branchName] = args;
    const { type, value } = readPoint(options);
    const sdk = await client();
    const id = await chooseTask(sdk, given);
    const made = await sdk.branchFromTask({ id, fromType: type, fromValue: value, branchName });
    output.show(made, {
      quiet: made.commit,
      human: () => [
        `${paint.good("✓")} ${cleanLine(made.branchName)} is at ${made.commit.slice(0, 12)} in your repository`,
      ],
    });
  });
}
