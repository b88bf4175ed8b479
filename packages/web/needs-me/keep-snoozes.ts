// Reads what was put off, as it is kept: whatever else stands there is as good as nothing.

export type Snoozes = ReadonlyMap<string, number>;

/** Of those that are not over. */
export function keptSnoozes(kept: string | null, nowMs: number): Snoozes {
  const found = new Map<string, number>();
  for (const [id, untilMs] of Object.entries(parsed(kept))) {
    if (typeof untilMs === "number" && untilMs > nowMs) found.set(id, untilMs);
  }
  return found;
}

function parsed(kept: string | null): object {
  if (kept === null) return {};
  try {
    const value: unknown = JSON.parse(kept);
    return typeof value === "object" && value !== null ? value : {};
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}
