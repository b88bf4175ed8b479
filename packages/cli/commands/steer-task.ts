// `makima task cancel|resume|retry`: one change of a task's course.
import type { Command } from "commander";
import { chooseTask } from "../choose.ts";
import { act } from "../context.ts";
import { taskLine } from "../terminal/task-line.ts";

export type TaskVerb = "cancel" | "resume" | "retry";

type Options = { reason?: string; say?: string; agent?: string };

export function steerTask(command: Command, verb: TaskVerb): void {
  command.argument("<task>", "its id, or a unique part of it");
  if (verb === "cancel") command.option("--reason <text>", "why, for the timeline");
  if (verb === "resume")
    command
      .option("--say <text>", "an instruction that is added")
      .option("--agent <name>", "another agent, or name:model, that goes on with the conversation");
  act<Options, [string]>(command, async ({ client, output }, { args: [given], options }) => {
    const { reason, say, agent } = options;
    const sdk = await client();
    const id = await chooseTask(sdk, given);
    const calls = {
      cancel: () => sdk.cancelTask({ id, ...(reason === undefined ? {} : { reason }) }),
      resume: () =>
        sdk.resumeTask({
          id,
          ...(say === undefined ? {} : { additionalContext: say }),
          ...(agent === undefined ? {} : { agent }),
        }),
      retry: () => sdk.retryTask({ id }),
    };
    const task = await calls[verb]();
    output.show(task, {
      quiet: task.id,
      human: () => [taskLine(task)],
    });
  });
}
