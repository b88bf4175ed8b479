// `makima worktree restore`: a finished task's worktree back from the trash can, or its files at another path.
import { resolve } from "node:path";
import type { Command } from "commander";
import { chooseTask } from "../choose.ts";
import { act } from "../context.ts";
import { cleanLine } from "../terminal/clean-text.ts";
import { paint } from "../terminal/paint.ts";

type Options = { to?: string };

export function restoreWorktree(command: Command): void {
  command
    .argument("<task>", "its id, or a unique part of it")
    .option("--to <path>", "write its files there instead, on the daemon's machine; no repository");
  act<Options, [string]>(command, async ({ client, output }, { args: [given], options: { to } }) => {
    const sdk = await client();
    const id = await chooseTask(sdk, given);
    const answer = await sdk.restoreWorktree({ id, ...(to === undefined ? {} : { path: resolve(to) }) });
    output.show(answer, {
      quiet: answer.path,
      human: () => [
        `${paint.good("✓")} ${to === undefined ? "it is back" : "its files are"} at ${cleanLine(answer.path)}`,
        ...(to !== undefined || answer.isWhole
          ? []
          : [paint.dim("  without the agent's own commits, stash and index: they are not on that machine")]),
      ],
    });
  });
}
