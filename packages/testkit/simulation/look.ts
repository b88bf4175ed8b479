// Looks into the database beside the simulated servers, between their transactions.
import type { MemoryDatabase } from "./memory-database.ts";

export function look<Row>(database: MemoryDatabase, text: string, values: unknown[] = []): Row[] {
  // The name of a statement is its text: the same look is planned once.
  return database.query({ name: `look ${hash(text)}`, text, values }).rows as Row[];
}

function hash(text: string): string {
  let sum = 0;
  for (const character of text) sum = (Math.imul(sum, 31) + (character.codePointAt(0) ?? 0)) | 0;
  return String(sum);
}
