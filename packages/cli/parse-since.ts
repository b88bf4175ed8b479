// Reads "since when" as people write it.
import { usageError } from "./cli-error.ts";

const UNITS: Readonly<Record<string, number>> = {
  s: 1_000,
  min: 60_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** "10min", "2h", "3d" before `nowMs`, or a time; returns an ISO time. Throws a usage error. */
export function parseSince(given: string, nowMs: number): string {
  const [, number, unit] = /^(\d+)\s*(s|min|m|h|d)$/.exec(given) ?? [];
  const unitMs = UNITS[unit ?? ""];
  const ms = unitMs === undefined ? Date.parse(given) : nowMs - Number(number) * unitMs;
  if (Number.isNaN(ms)) {
    throw usageError(`"${given}" is no time`, "give 10min, 2h, 3d or an ISO time");
  }
  return new Date(ms).toISOString();
}
