// What of a task's history is drawn on its band, and as what.
import type { Density } from "@makima/protocol/history";
import type { timelineTexts } from "../texts/timeline.ts";

type MarkKind = keyof typeof timelineTexts.marks;
/** `count` things of this kind in one piece of time. */
export type Mark = { kind: MarkKind; bucket: number; count: number; number: number };

const KIND_OF: Readonly<Record<string, MarkKind>> = {
  "message.assistant": "turn",
  "message.user": "turn",
  "checkpoint.made": "checkpoint",
  "question.asked": "question",
  "question.answered": "answer",
  "task.merged": "merge",
  "task.interrupted": "lost",
  "restoration.done": "restoration",
  "restoration.held": "restoration",
  "code.rewound": "rewind",
  "conversation.rewound": "rewind",
  "task.done": "end",
  "task.failed": "end",
  "task.cancelled": "end",
};

export const DRAWN_TYPES: readonly string[] = Object.keys(KIND_OF);

/** Of one task. Kinds that several types are drawn as are one mark in each bucket; what is said lies below all else. */
export function marksOf({ items }: Pick<Density, "items">, taskId: string): Mark[] {
  const marks = new Map<string, Mark>();
  for (const { taskId: of, type, bucket, count, firstNumber } of items) {
    const kind = of === taskId && type !== null ? KIND_OF[type] : undefined;
    if (kind === undefined) continue;
    const name = `${kind} ${bucket}`;
    const known = marks.get(name);
    const number = Math.min(firstNumber, known?.number ?? firstNumber);
    marks.set(name, { kind, bucket, count: count + (known?.count ?? 0), number });
  }
  const isSaid = ({ kind }: Mark): boolean => kind === "turn";
  const all = [...marks.values()];
  return [...all.filter(isSaid), ...all.filter((mark) => !isSaid(mark))];
}
