// One event of the timeline as a line for people.
import { tell } from "@makima/core/timeline";
import type { TimelineEvent } from "@makima/protocol/timeline";
import { cleanLine } from "../terminal/clean-text.ts";
import { formatClock } from "../terminal/format-time.ts";
import { type Paint, paint } from "../terminal/paint.ts";

const COLOURS: readonly (readonly [RegExp, Paint])[] = [
  [/\.(failed|interrupted|merge_conflicted|offline|held)$/, paint.bad],
  [/\.(done|completed|merged|delivered|online)$/, paint.good],
  [/^question\./, paint.person],
  [/^(restoration|run)\./, paint.warn],
];

/** "14:02:11  Spawned task NAME" */
export function tellEvent(event: TimelineEvent): string {
  const colour = COLOURS.find(([pattern]) => pattern.test(event.type))?.[1];
  const sentence = cleanLine(tell(event));
  return `${paint.dim(formatClock(event.createdAt))}  ${colour === undefined ? sentence : colour(sentence)}`;
}

/** What a person who watches need not be told: the tree of tasks and the progress show it. */
export const isDetail = ({ type }: TimelineEvent): boolean =>
  [
    "task.progressed",
    "task.started",
    "task.running",
    "task.waiting",
    "supervisor.state_changed",
    "run.begun",
    "run.ended",
    "checkpoint.made",
  ].includes(type);
