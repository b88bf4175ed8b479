// `makima task keep`: one of the forks of a moment is kept, the others that still work are ended, shown before it is done.
import { isTaskOver } from "@makima/core/task";
import type { Command } from "commander";
import { chooseTask } from "../choose.ts";
import { act } from "../context.ts";
import { shortId } from "../find-by-id.ts";
import { cleanLine } from "../terminal/clean-text.ts";
import { confirm } from "../terminal/confirm.ts";
import { paint } from "../terminal/paint.ts";
import { taskLine } from "../terminal/task-line.ts";
import { drawMerge, refuseConflicts } from "./merge-task.ts";

type Options = { merge?: boolean; yes?: boolean; dryRun?: boolean };

export function keepFork(command: Command): void {
  command
    .argument("<fork>", "its id, or a unique part of it")
    .option("--merge", "merge its result into the contract's branch too")
    .option("--dry-run", "show which others would be ended; changes nothing")
    .option("--yes", "do it without asking");
  act<Options, [string]>(command, async ({ client, output }, { args: [given], options }) => {
    const sdk = await client();
    const id = await chooseTask(sdk, given);
    const { forks } = await sdk.compareForks({ id });
    const working = forks.flatMap(({ task }) => (task.id === id || isTaskOver(task.status) ? [] : [task]));
    const preview = [
      working.length === 0
        ? "All its other forks have ended already, and stay as they are."
        : "These forks still work and would be cancelled; what they did is kept:",
      ...working.map((task) => `  ${taskLine(task)}`),
    ];
    if (options.dryRun === true) return output.show({ cancelled: working }, { human: () => preview });
    if (options.yes !== true) output.lines(...preview);
    if (!(await confirm(output, { question: "Keep this one?", yes: options.yes === true }))) return;
    const answer = await sdk.keepFork({ id });
    const merge = options.merge === true ? await sdk.mergeTask({ id }) : null;
    output.show(merge === null ? answer : { ...answer, merge }, {
      quiet: answer.kept.id,
      human: () => [
        `${paint.good("✓")} kept ${cleanLine(answer.kept.name)} (${shortId(id)})`,
        ...(merge === null ? [] : drawMerge(merge)),
      ],
    });
    if (merge !== null) refuseConflicts(merge);
    else if (answer.kept.status === "done") output.hints(`makima task merge ${shortId(id)}`);
  });
}
