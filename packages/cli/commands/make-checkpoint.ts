// `makima task checkpoint`: a checkpoint now, also while the agent is at work.
import type { Client } from "@makima/client";
import type { Command } from "commander";
import { chooseTask } from "../choose.ts";
import { act } from "../context.ts";
import { cleanLine } from "../terminal/clean-text.ts";
import { paint } from "../terminal/paint.ts";

type Options = { message?: string };

export function makeCheckpoint(command: Command): void {
  command
    .argument("<task>", "its id, or a unique part of it")
    .option("-m, --message <text>", "what it is for");
  act<Options, [string]>(command, async ({ client, output }, { args: [given], options: { message } }) => {
    const sdk = await client();
    const id = await chooseTask(sdk, given);
    const { number } = await sdk.createCheckpoint({ id, ...(message === undefined ? {} : { message }) });
    const made = await findMade(sdk, { id, number });
    const changes =
      made === undefined ? "" : `: ${made.filesChanged} files, +${made.linesAdded} −${made.linesRemoved}`;
    output.show(made ?? { number }, {
      quiet: String(number),
      human: () => [
        `${paint.good("✓")} checkpoint ${number}${changes}`,
        ...(made?.warnings ?? []).map((text) => `${paint.warn("!")} ${cleanLine(text)}`),
      ],
    });
  });
}

async function findMade(sdk: Client, { id, number }: { id: string; number: number }) {
  for await (const checkpoint of sdk.pages(sdk.getCheckpoints, { id, limit: 200 }))
    if (checkpoint.number === number) return checkpoint;
  return undefined;
}
