// `makima task diff`: what a task changed, as the daemon sees it.
import type { Command } from "commander";
import { chooseTask } from "../choose.ts";
import { act } from "../context.ts";
import { cleanText } from "../terminal/clean-text.ts";
import { paint } from "../terminal/paint.ts";

export function showDiff(command: Command): void {
  command
    .argument("<task>", "its id, or a unique part of it")
    .option("--stat", "only the files and their numbers");
  act<{ stat?: boolean }, [string]>(command, async ({ client, output }, { args: [given], options }) => {
    const sdk = await client();
    const changes = await sdk.getDiff({ id: await chooseTask(sdk, given) });
    output.show(changes, {
      quiet: changes.files.map(({ path }) => path).join("\n"),
      human: () => [
        ...output.table({
          head: ["FILE", "ADDED", "REMOVED"],
          rows: changes.files.map(({ path, added, removed }) => [
            path,
            { text: added === null ? "binary" : `+${added}`, paint: paint.good },
            { text: removed === null ? "" : `-${removed}`, paint: paint.bad },
          ]),
        }),
        ...(options.stat === true ? [] : ["", ...changes.diff.split("\n").map(paintLine)]),
        ...(changes.truncated ? [paint.warn("… the rest was cut: it is too long to show")] : []),
      ],
    });
  });
}

function paintLine(line: string): string {
  const clean = cleanText(line, { lines: true, colours: false });
  if (clean.startsWith("+")) return paint.good(clean);
  if (clean.startsWith("-")) return paint.bad(clean);
  return clean.startsWith("@@") ? paint.accent(clean) : clean;
}
