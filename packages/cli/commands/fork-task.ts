// `makima supervisor task-fork`: new tasks from a moment of another one, shown before they are made.
import type { MadeForks } from "@makima/protocol/forks";
import type { Command } from "commander";
import { chooseTask } from "../choose.ts";
import { act } from "../context.ts";
import { shortId } from "../find-by-id.ts";
import { addPointOptions, type PointOptions, readPoint } from "../point-of-task.ts";
import { confirm } from "../terminal/confirm.ts";
import { drawFacts } from "../terminal/draw-facts.ts";
import { taskLine } from "../terminal/task-line.ts";

type Options = PointOptions & {
  name: string;
  plan?: string;
  agent?: string;
  conversation: boolean;
  branch?: string;
  count: string;
  dryRun?: boolean;
  yes?: boolean;
};

export function forkTask(command: Command): void {
  addPointOptions(command.argument("<task>", "its id, or a unique part of it"))
    .requiredOption("--name <name>", "what the new task is called; several get a number")
    .option("--plan <text>", "what it is to do (default: what the original is to do)")
    .option("--agent <agent>", "another agent than the original's")
    .option("--no-conversation", "without the original's conversation: only the code")
    .option("--branch <name>", "the branch that its checkout is on")
    .option("--count <n>", "so many at once, up to 16", "1")
    .option("--dry-run", "show what would be made; changes nothing")
    .option("--yes", "make them without asking");
  act<Options, [string]>(command, async ({ client, output }, { args: [given], options }) => {
    const { type, value } = readPoint(options);
    const sdk = await client();
    const id = await chooseTask(sdk, given);
    const { plan, agent, branch } = options;
    const wish = {
      id,
      forkFromType: type,
      forkFromValue: value,
      newTaskName: options.name,
      includeConversation: options.conversation,
      count: Number(options.count),
      ...(plan === undefined ? {} : { newTaskPlan: plan }),
      ...(agent === undefined ? {} : { agent }),
      ...(branch === undefined ? {} : { branchName: branch }),
    };
    const planned = await sdk.forkTask({ ...wish, dryRun: true });
    if (options.dryRun === true)
      return output.show(planned, { human: () => drawPlanned(planned, options.conversation) });
    if (options.yes !== true) output.lines(...drawPlanned(planned, options.conversation));
    const question = `Fork ${planned.names.length === 1 ? "it" : `it ${planned.names.length} times`}?`;
    if (!(await confirm(output, { question, yes: options.yes === true }))) return;
    const made = await sdk.forkTask(wish);
    output.show(made, {
      quiet: made.tasks.map((task) => task.id).join("\n"),
      human: () => made.tasks.map(taskLine),
    });
    const [first] = made.tasks;
    if (first === undefined) return;
    output.hints(
      `makima task ${made.tasks.length > 1 ? "compare" : "conversation"} ${shortId(first.id)}`,
      `makima task diff ${shortId(first.id)}`,
    );
  });
}

function drawPlanned({ names, point }: MadeForks, hasConversation: boolean): string[] {
  const { checkpoint, at, messages } = point;
  const code =
    checkpoint === null
      ? "as the task began: it had made no checkpoint"
      : `checkpoint ${checkpoint.number} (${checkpoint.commit.slice(0, 12)})`;
  return drawFacts([
    ["forks", names.join(", ")],
    ["moment", at],
    ["code", code],
    ["words", hasConversation ? `${messages} messages` : "none"],
    ["original", "goes on, untouched"],
  ]);
}
