// Adds to a transcript what was said when its program was killed, and what it had not written down yet.
import { readEntry } from "./entry.ts";

/** `said` are lines of messages alone, in their order; each goes on from the one before it. */
export function addUnwritten(written: readonly string[], said: readonly string[]): string[] {
  const uuids = written.flatMap((line) => readEntry(line)?.uuid ?? []);
  const known = new Set(uuids);
  let parentUuid = uuids.at(-1) ?? null;
  const added: string[] = [];
  for (const line of said) {
    const entry = readEntry(line);
    if (entry?.uuid === undefined || known.has(entry.uuid)) continue;
    added.push(JSON.stringify({ ...entry, parentUuid, isSidechain: false }));
    parentUuid = entry.uuid;
  }
  return [...written, ...added];
}
