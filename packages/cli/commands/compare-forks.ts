// `makima task compare`: the forks of one moment side by side.
import type { ComparedFork, Comparison } from "@makima/protocol/forks";
import type { Command } from "commander";
import { chooseTask } from "../choose.ts";
import { act } from "../context.ts";
import { shortId } from "../find-by-id.ts";
import { cleanLine } from "../terminal/clean-text.ts";
import { formatDuration } from "../terminal/format-time.ts";
import type { Output } from "../terminal/output.ts";
import { paint, statusCell } from "../terminal/paint.ts";

export function compareForks(command: Command): void {
  command.argument("<task>", "a fork, or the task that was forked: its id, or a unique part of it");
  act<object, [string]>(command, async ({ client, output }, { args: [given] }) => {
    const sdk = await client();
    const comparison = await sdk.compareForks({ id: await chooseTask(sdk, given) });
    const origin = await sdk.getTask({ id: comparison.from.taskId });
    output.show(comparison, {
      quiet: comparison.forks.map(({ task }) => task.id).join("\n"),
      human: () => draw(output, { comparison, origin: origin.name }),
    });
    const best = comparison.forks.find(({ task }) => task.status === "done")?.task.id;
    if (best !== undefined)
      output.hints(`makima task diff ${shortId(best)}`, `makima task keep ${shortId(best)} --merge`);
  });
}

function draw(output: Output, { comparison, origin }: { comparison: Comparison; origin: string }): string[] {
  const { from, forks } = comparison;
  return [
    `Forks of ${paint.bold(cleanLine(origin))} (${shortId(from.taskId)}) as it was at ${from.at}`,
    "",
    ...output.table({
      head: ["FORK", "ID", "STATUS", "AGENT", "FILES", "LINES", "TOOK", "COST"],
      rows: forks.map(({ task, changes, durationMs }) => [
        task.name,
        shortId(task.id),
        task.mergedCommit === null ? statusCell(task.status) : { text: "✓ merged", paint: paint.good },
        task.agent,
        changes === null ? "" : String(changes.files.length),
        changes === null ? "" : `+${changes.linesAdded} -${changes.linesRemoved}`,
        durationMs === null ? "" : formatDuration(durationMs),
        costOf(task.usage),
      ]),
    }),
    ...forks.flatMap(drawFork),
  ];
}

function drawFork({ task, changes, problem, lastMessage }: ComparedFork): string[] {
  const files = changes?.files.map(({ path }) => path).join(", ") ?? "";
  const words = task.error ?? task.summary ?? "";
  const lines = [
    ...(words === "" ? [] : [words]),
    ...(lastMessage === null || lastMessage === words ? [] : [`“${lastMessage}”`]),
    ...(files === "" ? [] : [`changed ${files}`]),
    ...(problem === null ? [] : [`its changes are not known: ${problem}`]),
  ];
  return ["", paint.bold(cleanLine(task.name)), ...lines.map((line) => `  ${cleanLine(line)}`)];
}

/** What its agent told of it: money where it tells that, else tokens. */
function costOf(usage: Readonly<Record<string, number>>): string {
  const money = Object.entries(usage).find(([name]) => /cost/i.test(name));
  if (money !== undefined) return `$${money[1].toFixed(2)}`;
  const tokens = Object.entries(usage).reduce((sum, [name, n]) => (/tokens/i.test(name) ? sum + n : sum), 0);
  return tokens === 0 ? "" : `${tokens} tokens`;
}
