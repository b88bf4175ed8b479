// Randomness for tests: names that no other test has.
import { randomBytes } from "node:crypto";

export const newName = (prefix: string): string => `${prefix}_${randomBytes(6).toString("hex")}`;
