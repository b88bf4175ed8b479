// `makima worktree prune`: finished tasks' worktrees to the trash can now. First it shows which, then it asks.
import type { Client } from "@makima/client";
import type { Pruned } from "@makima/protocol/worktrees";
import type { Command } from "commander";
import { chooseTask } from "../choose.ts";
import { CliError, EXIT } from "../cli-error.ts";
import { act, type Context } from "../context.ts";
import { shortId } from "../find-by-id.ts";
import { monotonicMs, sleep } from "../ports/clock.ts";
import { cleanLine } from "../terminal/clean-text.ts";
import { formatBytes } from "../terminal/format-bytes.ts";
import { paint } from "../terminal/paint.ts";

type Options = { dryRun?: boolean; yes?: boolean; unmerged?: boolean; evenWithLosses?: boolean };
type Item = Pruned["items"][number];

const PATIENCE_MS = 60_000;
const POLL_MS = 300;

export function pruneWorktrees(command: Command): void {
  command
    .argument("[tasks...]", "these alone; by itself all of finished tasks")
    .option("--unmerged", "also those whose result is not merged; its checkpoints stay, as always")
    .option("--even-with-losses", "also what no checkpoint can hold; that is lost. For named tasks")
    .option("--dry-run", "show which would go; changes nothing")
    .option("--yes", "ask nothing");
  act<Options, [string[]]>(command, async (context, { args: [given], options }) => {
    const sdk = await context.client();
    const taskIds: string[] = [];
    for (const one of given) taskIds.push(await chooseTask(sdk, one));
    const wish = {
      ...(taskIds.length === 0 ? {} : { taskIds }),
      unmerged: options.unmerged === true,
      evenWithLosses: options.evenWithLosses === true,
    };
    const preview = await sdk.pruneWorktrees({ ...wish, dryRun: true });
    if (options.dryRun === true) return show(context, { answer: preview, title: "would go" });
    const isEmpty = preview.items.every(({ goes }) => !goes);
    if (options.yes !== true && !isEmpty && !(await confirm(context, preview))) return;
    const answer = isEmpty ? preview : await sdk.pruneWorktrees(wish);
    const left = await awaitGone(sdk, answer);
    show(context, { answer: left, title: "went to the trash can" });
  });
}

/** Without a person at a terminal nothing goes unless `--yes` says so. */
async function confirm(context: Context, preview: Pruned): Promise<boolean> {
  const { output } = context;
  if (!output.isLive) {
    throw new CliError({
      code: "NOT_CONFIRMED",
      message: `${tellCount(preview)} would go to the trash can; nobody is here to say yes`,
      mend: "add --yes, or look at them with --dry-run",
      exitCode: EXIT.usage,
    });
  }
  show(context, { answer: preview, title: "would go" });
  const { confirm: ask, isCancel } = await import("@clack/prompts");
  const said = await ask({ message: "Move them to the trash can?" });
  return said === true && !isCancel(said);
}

/** Each is captured and moved by its daemon; what stays after all says why. */
async function awaitGone(sdk: Client, answer: Pruned): Promise<Pruned> {
  const deadlineMs = monotonicMs() + PATIENCE_MS;
  const items: Item[] = [];
  for (const item of answer.items) items.push(item.goes ? await awaitOne(sdk, { item, deadlineMs }) : item);
  return { items, bytes: items.reduce((sum, { goes, bytes }) => sum + (goes ? (bytes ?? 0) : 0), 0) };
}

async function awaitOne(
  sdk: Client,
  { item, deadlineMs }: { item: Item; deadlineMs: number },
): Promise<Item> {
  for (;;) {
    const { items } = await sdk.listWorktrees({ taskId: item.taskId, daemonId: item.daemon.id });
    const now = items.find(({ daemon }) => daemon.id === item.daemon.id) ?? item;
    if (now.state !== "going") {
      const goes = now.state === "removed";
      return { ...now, goes, why: goes ? item.why : (now.problem ?? "it stands") };
    }
    if (monotonicMs() > deadlineMs) return { ...now, goes: false, why: "its daemon is still at it" };
    await sleep(POLL_MS);
  }
}

function show({ output }: Context, { answer, title }: { answer: Pruned; title: string }): void {
  output.show(answer, {
    quiet: answer.items.flatMap(({ goes, taskId }) => (goes ? [taskId] : [])).join("\n"),
    human: () => [...answer.items.flatMap(drawItem), `${tellCount(answer)} ${title}.`],
  });
}

function drawItem(item: Item): string[] {
  const mark = item.goes ? paint.good("✓") : paint.dim("·");
  const name = `${cleanLine(item.taskName)} (${shortId(item.taskId)})`;
  const lost =
    item.goes && item.leftOut.length > 0
      ? [`    gone for good: ${item.leftOut.map(cleanLine).join(", ")}`]
      : [];
  return [
    `${mark} ${name}  ${formatBytes(item.bytes)}, ${item.goes ? "" : "stays: "}${cleanLine(item.why)}`,
    ...lost.map(paint.dim),
  ];
}

function tellCount({ items, bytes }: Pruned): string {
  const count = items.filter(({ goes }) => goes).length;
  return `${count === 0 ? "No worktree" : count === 1 ? "1 worktree" : `${count} worktrees`}, ${formatBytes(bytes)},`;
}
