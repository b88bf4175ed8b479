// What of a history is drawn on a band, and where: times that nothing happened in are drawn short.
import type { HistoryItem } from "@makima/protocol/history";
import type { timelineTexts } from "../texts/timeline.ts";

type MarkKind = keyof typeof timelineTexts.marks;
export type Mark = { place: number; kind: MarkKind; taskId: string; at: string; x: number; inView: boolean };

const OF_EVENT: Readonly<Partial<Record<string, MarkKind>>> = {
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

/** A gap longer than this share of all time that is drawn is drawn as long as this share. */
const LONGEST_GAP = 0.06;

/** Where each item is, from 0 to 1. */
export function placesOf(items: readonly HistoryItem[]): number[] {
  const times = items.map(({ at }) => Date.parse(at));
  const gaps = times.map((time, place) => Math.max(0, time - (times[place - 1] ?? time)));
  const total = gaps.reduce((sum, gap) => sum + gap, 0);
  const most = Math.max(total * LONGEST_GAP, 1);
  // Items of one instant are drawn beside each other, else nobody could set the handle between them.
  const least = total / Math.max(items.length * 12, 1);
  const lengths = gaps.map((gap, place) => (place === 0 ? 0 : Math.max(Math.min(gap, most), least)));
  const whole = lengths.reduce((sum, length) => sum + length, 0) || 1;
  let sum = 0;
  return lengths.map((length) => {
    sum += length;
    return sum / whole;
  });
}

export function marksOf(items: readonly HistoryItem[], places: readonly number[]): Mark[] {
  return items.flatMap((item, place): Mark[] => {
    const kind = kindOf(item);
    if (kind === null || item.taskId === null) return [];
    const inView = item.kind !== "message" || item.inView;
    return [{ place, kind, taskId: item.taskId, at: item.at, x: places[place] ?? 0, inView }];
  });
}

function kindOf(item: HistoryItem): MarkKind | null {
  if (item.kind === "checkpoint") return "checkpoint";
  if (item.kind === "event") return OF_EVENT[item.data.type] ?? null;
  return item.data.role === "assistant" || item.data.role === "user" ? "turn" : null;
}
