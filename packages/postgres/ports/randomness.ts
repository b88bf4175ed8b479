// Randomness for the launcher: names that nobody else has, and waits that two starters do not share.
import { randomBytes, randomInt, randomUUID } from "node:crypto";

export function randomName(): string {
  return randomUUID();
}

/** A whole number of milliseconds from `fromMs` up to, without, `toMs`. */
export function randomMs(fromMs: number, toMs: number): number {
  return randomInt(fromMs, toMs);
}

/** Bytes that cannot be stored in less room than they take. */
export function randomBlock(bytes: number): Buffer {
  return randomBytes(bytes);
}
