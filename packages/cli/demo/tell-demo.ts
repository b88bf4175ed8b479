// Tells how the demonstration ended: what was checked, what happened, what to look at next.
import type { EventType } from "@makima/core/timeline";
import type { TimelineEvent } from "@makima/protocol/timeline";
import type { Context } from "../context.ts";
import { shortId } from "../find-by-id.ts";
import { cleanLine } from "../terminal/clean-text.ts";
import { paint } from "../terminal/paint.ts";
import { tellEvent } from "../watch/tell-event.ts";
import type { Check } from "./check-history.ts";
import type { Crash } from "./crash-world.ts";

export type DemoResult = {
  contractId: string;
  repository: string;
  branch: string;
  /** where the world goes on, or null when it was the demonstration's own */
  url: string | null;
  checks: readonly Check[];
  /** false: no run without a crash is known that its files could be compared with */
  isCompared: boolean;
  crashes: readonly Crash[];
  events: readonly TimelineEvent[];
};

const highlights: readonly EventType[] = [
  "contract.started",
  "phase.changed",
  "task.spawned",
  "task.interrupted",
  "question.asked",
  "question.redelivered",
  "question.answered",
  "restoration.done",
  "task.merged",
  "contract.completed",
];

export function tellDemo({ output }: Context, result: DemoResult): void {
  const { events, isCompared: _, ...rest } = result;
  output.show(rest, {
    human: () => [
      "",
      paint.bold("What happened"),
      ...events.filter(({ type }) => highlights.includes(type)).map(tellEvent),
      "",
      paint.bold("What was checked"),
      ...result.checks.map(
        ({ name, isFine, found }) =>
          `${isFine ? paint.good("✓") : paint.bad("✗")} ${name} ${paint.dim(cleanLine(found))}`,
      ),
      "",
    ],
  });
  const short = shortId(result.contractId);
  output.hints(
    `git -C ${result.repository} log --oneline --graph ${result.branch}`,
    `git -C ${result.repository} diff main ${result.branch}`,
    ...(result.isCompared
      ? []
      : ["npx makima demo --yes: without a crash; then demo --crash compares its files with it"]),
    ...(result.url === null
      ? ["npx makima up, then npx makima demo: it stays there to be looked at"]
      : [`npx makima timeline --contract ${short}`, `npx makima contract show ${short}`]),
  );
}
