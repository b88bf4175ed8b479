// Randomness for the client.
import { randomUUID } from "node:crypto";

export const newKey = (): string => randomUUID();

/** Between 0 and 1. */
export const chance = (): number => Math.random();
