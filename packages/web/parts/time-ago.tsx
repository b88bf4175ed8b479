// A time as people say it, with the exact one when the pointer rests on it. All of a page move on together.
import { useSyncExternalStore } from "react";
import { nowMs } from "../ports/clock.ts";
import { partTexts as texts } from "../texts/parts.ts";

const STEP_MS = 10_000;
const UNITS: readonly (readonly [name: string, ms: number])[] = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["min", 60_000],
];

export function TimeAgo({ at }: { at: string }) {
  const now = useNow();
  return (
    <time dateTime={at} title={exact(at)} className="time">
      {ago(now - Date.parse(at))}
    </time>
  );
}

/** "now", "40 s", "3 min", "2 h", "5 d" */
function ago(ms: number): string {
  for (const [name, unit] of UNITS) if (ms >= unit) return `${Math.floor(ms / unit)} ${name}`;
  return ms < 10_000 ? texts.now : `${Math.floor(ms / 10_000) * 10} s`;
}

export const exact = (at: string): string =>
  new Date(at).toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "medium" });

export const clockTime = (at: string): string =>
  new Date(at).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });

export const clockSeconds = (at: string): string => new Date(at).toLocaleTimeString("en-GB");

/** "1 min 20 s" */
export function lasted(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return ms < 950 ? `${Math.round(ms)} ms` : `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60
    ? `${minutes} min ${seconds % 60} s`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

let shown = Math.floor(nowMs() / STEP_MS);
const listeners = new Set<() => void>();
setInterval(() => {
  shown = Math.floor(nowMs() / STEP_MS);
  for (const listen of listeners) listen();
}, STEP_MS);

function useNow(): number {
  useSyncExternalStore(
    (listen) => {
      listeners.add(listen);
      return () => listeners.delete(listen);
    },
    () => shown,
  );
  return nowMs();
}
