// One event as a sentence with its time.
import type { TimelineEvent } from "@makima/protocol/timeline";
import type { ReactNode } from "react";
import { clockSeconds, exact } from "../parts/time-ago.tsx";

const TONES: readonly (readonly [RegExp, string])[] = [
  [/\.(failed|interrupted|merge_conflicted|offline|held)$/, "tone-bad"],
  [/\.(done|completed|merged|delivered|online)$/, "tone-good"],
  [/^question\.asked/, "tone-you"],
  [/^(restoration|code|conversation)\./, "tone-wait"],
];

type Props = { event: TimelineEvent; sentence: string; before?: ReactNode };

export function EventLine({ event: { type, createdAt }, sentence, before }: Props) {
  const tone = TONES.find(([pattern]) => pattern.test(type))?.[1] ?? "";
  return (
    <li className="event">
      <time dateTime={createdAt} title={exact(createdAt)} className="quiet time">
        {clockSeconds(createdAt)}
      </time>
      {before}
      <bdi className={tone}>{sentence}</bdi>
    </li>
  );
}
