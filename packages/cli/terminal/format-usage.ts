// Tokens, money and time for people.
import { tokensOf, type Usage } from "@makima/core/usage";
import { formatDuration } from "./format-time.ts";

/** "812", "12.4 k", "3.1 M" */
export function formatTokens(count: number): string {
  if (count < 1_000) return String(count);
  return count < 999_950 ? `${(count / 1_000).toFixed(1)} k` : `${(count / 1_000_000).toFixed(1)} M`;
}

/** "$0.42"; less than a cent is told as that. */
export function formatDollars(dollars: number): string {
  if (dollars === 0) return "$0";
  return dollars < 0.01 ? "<$0.01" : `$${dollars.toFixed(2)}`;
}

/** "12.4 k tokens, $0.42, 3 min 5 s in 4 turns"; "" where no turn has ended. */
export function formatUsage(usage: Usage): string {
  if (usage.turns === 0) return "";
  const turns = usage.turns === 1 ? "1 turn" : `${usage.turns} turns`;
  return `${formatTokens(tokensOf(usage))} tokens, ${formatDollars(usage.costUsd)}, ${formatDuration(usage.durationMs)} in ${turns}`;
}
