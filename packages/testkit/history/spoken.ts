// A value as it is compared between two who may have written it down differently.

/** One choice of a list is told as itself, and the order of keys says nothing. */
export function spoken(value: unknown): string {
  const said: unknown = Array.isArray(value) && value.length === 1 ? value[0] : value;
  return JSON.stringify(said, (_key, item: unknown) => (isPlain(item) ? sorted(item) : item)) ?? "nothing";
}

const isPlain = (item: unknown): item is Record<string, unknown> =>
  typeof item === "object" && item !== null && !Array.isArray(item);

const sorted = (item: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)));
