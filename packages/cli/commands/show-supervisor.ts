// `makima supervisor show`: how a contract's supervisor stands.
import type { Supervisor } from "@makima/protocol/supervisors";
import type { Command } from "commander";
import { chooseContract } from "../choose.ts";
import { act } from "../context.ts";
import { shortId } from "../find-by-id.ts";
import { nowMs } from "../ports/clock.ts";
import { cleanLine } from "../terminal/clean-text.ts";
import { formatAgo } from "../terminal/format-time.ts";
import { paint, statusText } from "../terminal/paint.ts";

export function showSupervisor(command: Command): void {
  command.argument("<contract>", "its id, or a unique part of it");
  act<object, [string]>(command, async (context, given) => {
    const sdk = await context.client();
    const id = await chooseContract(sdk, given.args[0]);
    const supervisor = await sdk.getSupervisor({ id });
    context.output.show(supervisor, { quiet: supervisor.state, human: () => linesOf(supervisor) });
    if (supervisor.restorationCount > 0) context.output.hints(`makima supervisor restoration ${shortId(id)}`);
  });
}

function linesOf(supervisor: Supervisor): string[] {
  const { restorationCount, lastRestoredAt, restorationSource } = supervisor;
  const restored =
    lastRestoredAt === null
      ? "never"
      : `${restorationCount}×, ${formatAgo(lastRestoredAt, nowMs())} (${restorationSource?.replaceAll("_", " ") ?? ""})`;
  const facts: readonly (readonly [string, string])[] = [
    ["activity", supervisor.currentActivity],
    ["error", supervisor.errorMessage ?? ""],
    ["phase", supervisor.phase],
    ["tasks", `${supervisor.spawnedTaskIds.length} spawned, ${supervisor.pendingTaskIds.length} awaited`],
    ["messages", String(supervisor.messageCount)],
    ["restored", restored],
    ["last active", formatAgo(supervisor.lastActivity, nowMs())],
  ];
  return [
    `${statusText(supervisor.state)}  ${supervisor.progress} %`,
    ...facts
      .filter(([, value]) => value !== "")
      .map(([name, value]) => `${paint.dim(name.padEnd(13))}${cleanLine(value)}`),
    ...supervisor.pendingQuestions.map(
      ({ id, question, isRestored }) =>
        `${paint.dim((isRestored ? "still asks" : "asks").padEnd(13))}${cleanLine(question)} (${shortId(id)})`,
    ),
  ];
}
