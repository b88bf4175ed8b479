// `makima task show`: one task.
import { writeAgentChoice } from "@makima/core/agent";
import type { Task } from "@makima/protocol/tasks";
import type { Command } from "commander";
import { chooseTask } from "../choose.ts";
import { act } from "../context.ts";
import { shortId } from "../find-by-id.ts";
import { nowMs } from "../ports/clock.ts";
import { cleanLine, cleanText } from "../terminal/clean-text.ts";
import { drawFacts } from "../terminal/draw-facts.ts";
import { formatAgo } from "../terminal/format-time.ts";
import { formatUsage } from "../terminal/format-usage.ts";
import { paint, progressBar, statusText } from "../terminal/paint.ts";

export function showTask(command: Command): void {
  command.argument("<task>", "its id, or a unique part of it");
  act<object, [string]>(command, async ({ client, output }, { args: [given] }) => {
    const sdk = await client();
    const task = await sdk.getTask({ id: await chooseTask(sdk, given) });
    output.show(task, { quiet: task.status, human: () => drawTask(task) });
    output.hints(`makima task conversation ${shortId(task.id)}`, `makima task output ${shortId(task.id)}`);
  });
}

function drawTask(task: Task): string[] {
  const facts: readonly (readonly [string, string | null])[] = [
    ["waits for", task.waitingFor.map(({ kind, reason }) => reason ?? kind).join(", ")],
    ["activity", task.currentActivity],
    ["summary", task.summary],
    ["error", task.error],
    ["agent", writeAgentChoice(task)],
    ["used", formatUsage(task.usage)],
    ["run", `epoch ${task.epoch}, restored ${task.restorationCount}×`],
    ["worktree", task.worktreePath],
    ["merged", task.mergedCommit],
    ["contract", task.contractId],
    ["changed", formatAgo(task.updatedAt, nowMs())],
    ["id", task.id],
  ];
  return [
    `${paint.bold(cleanLine(task.name))}  ${task.kind}  ${statusText(task.status)}  ${progressBar(task.progress, 20)}`,
    ...drawFacts(facts),
    "",
    cleanText(task.plan.slice(0, 4_000), { lines: true, colours: false }),
  ];
}
