// `makima supervisor show`: what is known of a contract's supervisor.
import type { Supervisor } from "@makima/protocol/supervisors";
import type { Command } from "commander";
import { chooseContract } from "../choose.ts";
import { act, type Context } from "../context.ts";
import { shortId } from "../find-by-id.ts";
import { nowMs } from "../ports/clock.ts";
import { cleanLine } from "../terminal/clean-text.ts";
import { drawFacts } from "../terminal/draw-facts.ts";
import { formatAgo } from "../terminal/format-time.ts";
import { paint, progressBar, statusText } from "../terminal/paint.ts";

export function showSupervisor(command: Command): void {
  act<object, [string]>(command.argument("<contract>", "its id, or a unique part of it"), show);
}

async function show({ client, output }: Context, { args: [given] }: { args: [string] }): Promise<void> {
  const sdk = await client();
  const supervisor = await sdk.getSupervisor({ id: await chooseContract(sdk, given) });
  output.show(supervisor, { quiet: supervisor.state, human: () => drawSupervisor(supervisor) });
  const [question] = supervisor.pendingQuestions;
  output.hints(
    ...(question === undefined ? [] : [`makima answer ${shortId(question.id)}`]),
    ...(supervisor.restorationCount === 0
      ? []
      : [`makima supervisor restoration ${shortId(supervisor.contractId)}`]),
    `makima task conversation ${shortId(supervisor.supervisorTaskId)}`,
  );
}

function drawSupervisor(supervisor: Supervisor): string[] {
  const { state, progress, phase, errorMessage, pendingQuestions } = supervisor;
  const ago = (time: string): string => formatAgo(time, nowMs());
  const facts: readonly (readonly [string, string | null])[] = [
    ["activity", supervisor.currentActivity],
    ["awaits", namesOf(supervisor.pendingTaskIds)],
    ["spawned", namesOf(supervisor.spawnedTaskIds)],
    ["messages", String(supervisor.messageCount)],
    ["restored", restorationsOf(supervisor, ago)],
    ["heartbeat", heartbeatOf(supervisor, ago)],
    ["active", ago(supervisor.lastActivity)],
    ["run", `epoch ${supervisor.epoch}, version ${supervisor.version}`],
    ["daemon", supervisor.daemonId],
    ["task", supervisor.supervisorTaskId],
    ["contract", supervisor.contractId],
  ];
  return [
    `${statusText(state)}  ${phase}  ${progressBar(progress, 20)}`,
    ...(errorMessage === null ? [] : [paint.bad(cleanLine(errorMessage))]),
    ...drawFacts(facts),
    ...pendingQuestions.map(({ id, question, askedAt, isRestored }) => {
      const details = [ago(askedAt), ...(isRestored ? ["still asks after a restoration"] : []), shortId(id)];
      return `${paint.person("?")} ${paint.bold(cleanLine(question))} ${paint.dim(details.join(" · "))}`;
    }),
  ];
}

const namesOf = (taskIds: readonly string[]): string => taskIds.map(shortId).join(", ");

function restorationsOf(supervisor: Supervisor, ago: (time: string) => string): string | null {
  const { restorationCount, lastRestoredAt, restorationSource } = supervisor;
  if (lastRestoredAt === null || restorationSource === null) return null;
  return `${restorationCount}×, last ${ago(lastRestoredAt)} after ${restorationSource.replaceAll("_", " ")}`;
}

function heartbeatOf({ heartbeat }: Supervisor, ago: (time: string) => string): string | null {
  if (heartbeat === null || heartbeat === undefined) return null;
  return [ago(heartbeat.at), heartbeat.activity, `${heartbeat.progress} %`].filter(Boolean).join(" · ");
}
