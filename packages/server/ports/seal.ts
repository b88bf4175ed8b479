// Seals a text so that only who brings the same secret again can read it.
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";

/** AES-256-GCM under a key derived from the secret, which is kept nowhere. */
export function seal(text: string, secret: string): { sealed: string } {
  const iv = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", keyOf(secret), iv);
  const body = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return { sealed: Buffer.concat([iv, cipher.getAuthTag(), body]).toString("base64") };
}

/** Null when it was sealed with another secret, or is no seal. */
export function openSealed(value: unknown, secret: string): string | null {
  if (typeof value !== "object" || value === null || !("sealed" in value)) return null;
  const bytes = Buffer.from(String(value.sealed), "base64");
  const decipher = createDecipheriv("aes-256-gcm", keyOf(secret), bytes.subarray(0, 12));
  decipher.setAuthTag(bytes.subarray(12, 28));
  try {
    return decipher.update(bytes.subarray(28), undefined, "utf8") + decipher.final("utf8");
  } catch {
    return null;
  }
}

function keyOf(secret: string): Uint8Array {
  return new Uint8Array(hkdfSync("sha256", secret, "", "makima idempotency", 32));
}
