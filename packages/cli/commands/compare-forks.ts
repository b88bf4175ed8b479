// `makima task compare`: the forks of one moment side by side.
import type { Client } from "@makima/client";
import { isTaskOver } from "@makima/core/task";
import type { ComparedFork, Comparison } from "@makima/protocol/forks";
import type { Command } from "commander";
import { chooseTask } from "../choose.ts";
import { act } from "../context.ts";
import { shortId } from "../find-by-id.ts";
import { cleanLine } from "../terminal/clean-text.ts";
import type { Cell } from "../terminal/format-table.ts";
import { formatDuration } from "../terminal/format-time.ts";
import type { Output } from "../terminal/output.ts";
import { paint, statusCell } from "../terminal/paint.ts";

export function compareForks(command: Command): void {
  command
    .argument("<task>", "a fork, or the task that was forked: its id, or a unique part of it")
    .option("--run <command>", "run this in the worktree of each fork that has ended: your tests");
  act<{ run?: string }, [string]>(command, async ({ client, output }, { args: [given], options }) => {
    const sdk = await client();
    const comparison = await sdk.compareForks({ id: await chooseTask(sdk, given) });
    const origin = await sdk.getTask({ id: comparison.from.taskId });
    const tried = await tryAll(sdk, { ...comparison, command: options.run });
    output.show(tried.size === 0 ? comparison : { ...comparison, tried: Object.fromEntries(tried) }, {
      quiet: comparison.forks.map(({ task }) => task.id).join("\n"),
      human: () => draw(output, { comparison, origin: origin.name, tried }),
    });
    const best = comparison.forks.find(({ task }) => task.status === "done")?.task.id;
    if (best !== undefined)
      output.hints(`makima task diff ${shortId(best)}`, `makima task keep ${shortId(best)} --merge`);
  });
}

const HEAD = ["FORK", "ID", "STATUS", "AGENT", "FILES", "LINES", "TOOK", "COST"];

function draw(
  output: Output,
  { comparison, origin, tried }: { comparison: Comparison; origin: string; tried: Tries },
): string[] {
  const { from, forks } = comparison;
  return [
    `Forks of ${paint.bold(cleanLine(origin))} (${shortId(from.taskId)}) as it was at ${from.at}`,
    "",
    ...output.table({
      head: [...HEAD, ...(tried.size > 0 ? ["TESTS"] : [])],
      rows: forks.map(({ task, changes, durationMs, isKept }) => [
        task.name,
        shortId(task.id),
        statusOf({ task, isKept }),
        task.agent,
        changes === null ? "" : String(changes.files.length),
        changes === null ? "" : `+${changes.linesAdded} -${changes.linesRemoved}`,
        durationMs === null ? "" : formatDuration(durationMs),
        costOf(task.usage),
        ...(tried.size > 0 ? [endOf(tried.get(task.id))] : []),
      ]),
    }),
    ...forks.flatMap((fork) => [...drawFork(fork), ...drawTry(tried.get(fork.task.id))]),
  ];
}

function statusOf({ task, isKept }: Pick<ComparedFork, "task" | "isKept">): Cell {
  if (task.mergedCommit !== null) return { text: "✓ merged", paint: paint.good };
  return isKept ? { text: "✓ kept", paint: paint.good } : statusCell(task.status);
}

type Try = Awaited<ReturnType<Client["tryCommand"]>>;
type Tries = ReadonlyMap<string, Try>;

/** Of those that have ended; one after the other, so that they do not slow each other down. */
async function tryAll(
  sdk: Client,
  { forks, command }: Comparison & { command: string | undefined },
): Promise<Tries> {
  const tried = new Map<string, Try>();
  if (command === undefined) return tried;
  for (const { task } of forks)
    if (isTaskOver(task.status) && task.epoch > 0)
      tried.set(task.id, await sdk.tryCommand({ id: task.id, command }));
  return tried;
}

function endOf(tried: Try | undefined): Cell {
  if (tried === undefined) return "";
  if (tried.ending !== "exited") return { text: tried.ending.replaceAll("_", " "), paint: paint.warn };
  return tried.exitCode === 0
    ? { text: "✓", paint: paint.good }
    : { text: `✗ ${tried.exitCode}`, paint: paint.bad };
}

/** Of what failed the last lines. */
function drawTry(tried: Try | undefined): string[] {
  if (tried === undefined || tried.exitCode === 0 || tried.output.trim() === "") return [];
  const lines = tried.output.trimEnd().split("\n").slice(-10);
  return lines.map((line) => paint.dim(`  │ ${cleanLine(line)}`));
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
