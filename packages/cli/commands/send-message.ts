// `makima task send`: a message for the turn that runs, where the agent takes it, else for its next one.
import type { Command } from "commander";
import { chooseTask } from "../choose.ts";
import { act } from "../context.ts";
import { cleanLine } from "../terminal/clean-text.ts";

export function sendMessage(command: Command): void {
  command.argument("<task>", "its id, or a unique part of it").argument("<text...>", "what to say");
  act<object, [string, string[]]>(command, async ({ client, output }, { args: [given, words] }) => {
    const sdk = await client();
    const task = await sdk.messageTask({ id: await chooseTask(sdk, given), text: words.join(" ") });
    const name = cleanLine(task.name);
    output.show(task, {
      human: () => [
        `Sent to ${name}. It hears it while it works where it can, else its next turn begins with it.`,
      ],
    });
  });
}
