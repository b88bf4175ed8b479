// Questions that the person put off until a time. Kept in this browser, for all its tabs; the questions themselves stay open.
import { useMemo, useSyncExternalStore } from "react";
import { nowMs } from "../ports/clock.ts";
import { keepChoice, onKeptChange, readChoice } from "../ports/page.ts";
import { keptSnoozes, type Snoozes } from "./keep-snoozes.ts";

const NAME = "snoozed";
const HOUR_MS = 3_600_000;
/** When a day begins for who puts something off until tomorrow. */
const MORNING_HOUR = 9;
/** A timer of a browser cannot be set further ahead than this. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

const listeners = new Set<() => void>();
let wake: ReturnType<typeof setTimeout> | undefined;

/** By the question's id, until when. Changes by itself when one of them is over. */
export function useSnoozes(): Snoozes {
  const kept = useSyncExternalStore(listen, snapshot);
  return useMemo(() => new Map(Object.entries(JSON.parse(kept) as Record<string, number>)), [kept]);
}

export function snooze(questionId: string, untilMs: number): void {
  keepChoice(NAME, asText(new Map([...readSnoozes(), [questionId, untilMs]])));
  tell();
}

export function wakeUp(questionId: string): void {
  keepChoice(NAME, asText(new Map([...readSnoozes()].filter(([id]) => id !== questionId))));
  tell();
}

export const inAnHour = (): number => nowMs() + HOUR_MS;

export function tomorrowMorning(): number {
  const day = new Date(nowMs());
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() + 1, MORNING_HOUR).getTime();
}

const readSnoozes = (): Snoozes => keptSnoozes(readChoice(NAME), nowMs());
const asText = (snoozes: Snoozes): string => JSON.stringify(Object.fromEntries(snoozes));
const snapshot = (): string => asText(readSnoozes());

function listen(heard: () => void): () => void {
  listeners.add(heard);
  const stop = onKeptChange(tell);
  setTimer();
  return () => {
    stop();
    listeners.delete(heard);
  };
}

function tell(): void {
  setTimer();
  for (const heard of listeners) heard();
}

function setTimer(): void {
  clearTimeout(wake);
  const next = Math.min(...readSnoozes().values());
  if (Number.isFinite(next)) wake = setTimeout(tell, Math.min(next - nowMs() + 1, LONGEST_TIMER_MS));
}
