// The only place that makes random ids.
import { randomBytes, randomUUID } from "node:crypto";

export function randomSessionId(): string {
  return randomUUID();
}

/** Eight hexadecimal characters that tell two tries of the same step apart. */
export function randomSuffix(): string {
  return randomBytes(4).toString("hex");
}
