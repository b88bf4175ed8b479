// `makima supervisor task-resume-from`: a new task that goes on from a checkpoint of another one.
import type { Command } from "commander";
import { chooseTask } from "../choose.ts";
import { act } from "../context.ts";
import { shortId } from "../find-by-id.ts";
import { chooseCheckpoint } from "../point-of-task.ts";
import { taskLine } from "../terminal/task-line.ts";

type Options = { name: string; plan: string; conversation: boolean; daemon?: string };

export function resumeFromCheckpoint(command: Command): void {
  command
    .argument("<task>", "its id, or a unique part of it")
    .argument("<checkpoint>", "its number, its id, or a unique part of that")
    .requiredOption("--name <name>", "what the new task is called")
    .requiredOption("--plan <text>", "what it is to do")
    .option("--no-conversation", "without the conversation up to there: only the code")
    .option("--daemon <id>", "the daemon where it goes on");
  act<Options, [string, string]>(command, async ({ client, output }, { args, options }) => {
    const sdk = await client();
    const id = await chooseTask(sdk, args[0]);
    const cid = await chooseCheckpoint(sdk, { taskId: id, given: args[1] });
    const { daemon, name, plan, conversation } = options;
    const { task } = await sdk.resumeFromCheckpoint({
      id,
      cid,
      taskName: name,
      plan,
      includeConversation: conversation,
      ...(daemon === undefined ? {} : { targetDaemonId: daemon }),
    });
    output.show(task, { quiet: task.id, human: () => [taskLine(task)] });
    output.hints(`makima task conversation ${shortId(task.id)}`);
  });
}
