// The names of the scenarios, read from their files: whoever only lists them needs no peer installed.
import { readdirSync } from "node:fs";
import { join } from "node:path";

export function scenarioNames(): string[] {
  const files = readdirSync(join(import.meta.dirname, "scenarios"));
  return files.flatMap((file) => /^((?:p\d+-|heartbeats).*)\.ts$/.exec(file)?.[1] ?? []).toSorted(byNumber);
}

const byNumber = (a: string, b: string): number => a.localeCompare(b, "en", { numeric: true });
