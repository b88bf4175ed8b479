// Identifiers and secrets, from this machine's clock and randomness.
import { createHash, randomBytes } from "node:crypto";
import { type Id, uuidV7 } from "@makima/core/ids";

export type Ids = {
  next(): Id;
  /** 256 random bits, base64url */
  secret(): string;
};

export const systemIds: Ids = {
  next: () => uuidV7({ timeMs: Date.now(), random: randomBytes(10) }),
  secret: () => randomBytes(32).toString("base64url"),
};

export const sha256 = (text: string): Buffer => createHash("sha256").update(text, "utf8").digest();
