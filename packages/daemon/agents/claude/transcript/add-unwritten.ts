// Adds to a transcript what was said when its program was killed, and what it had not written down yet.
import { idsOf, readEntry } from "./entry.ts";

/** `said` are lines of messages alone, in their order; each goes on from the one before it. */
export function addUnwritten(written: readonly string[], said: readonly string[]): string[] {
  const entries = written.flatMap((line) => readEntry(line) ?? []);
  const known = new Set(entries.flatMap(idsOf));
  let parentUuid = entries.findLast(({ uuid }) => uuid !== undefined)?.uuid ?? null;
  const added: string[] = [];
  for (const line of said) {
    const entry = readEntry(line);
    if (entry?.uuid === undefined || known.has(entry.uuid)) continue;
    added.push(JSON.stringify({ ...entry, parentUuid, isSidechain: false }));
    parentUuid = entry.uuid;
  }
  return [...written, ...added];
}
