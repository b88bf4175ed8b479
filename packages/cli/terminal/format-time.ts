// Times for people: how long ago, and how long it took.

const UNITS = [
  { ms: 86_400_000, name: "d" },
  { ms: 3_600_000, name: "h" },
  { ms: 60_000, name: "min" },
  { ms: 1_000, name: "s" },
] as const;

/** "3 min ago"; a time in the future, as clocks differ, is "now"; older than a month, its day. */
export function formatAgo(time: string, nowMs: number): string {
  const elapsedMs = nowMs - Date.parse(time);
  if (elapsedMs > 30 * 86_400_000) return time.slice(0, 10);
  const unit = UNITS.find(({ ms }) => elapsedMs >= ms);
  return unit === undefined ? "now" : `${Math.floor(elapsedMs / unit.ms)} ${unit.name} ago`;
}

/** "in 3 h"; a time that is past is "soon". */
export function formatIn(time: string, nowMs: number): string {
  const leftMs = Date.parse(time) - nowMs;
  const unit = UNITS.find(({ ms }) => leftMs >= ms);
  return unit === undefined ? "soon" : `in ${Math.floor(leftMs / unit.ms)} ${unit.name}`;
}

/** "840 ms", "12.4 s", "3 min 5 s". */
export function formatDuration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`;
  return `${Math.floor(ms / 60_000)} min ${Math.floor((ms % 60_000) / 1_000)} s`;
}

/** The hour of the day, in this machine's zone. */
export function formatClock(time: string): string {
  return new Date(time).toTimeString().slice(0, 8);
}
