// Identifiers: UUIDv7 (RFC 9562), built from a time and random bytes that the caller brings, because core has no clock and no randomness.

/** A UUIDv7 in its canonical lower-case form. Sorts by the time at which it was made. */
export type Id = string;

/**
 * Builds a UUIDv7.
 * @param timeMs milliseconds since the epoch, below 2^48
 * @param random at least ten random bytes; the first ten are used
 */
export function uuidV7({ timeMs, random }: { timeMs: number; random: Uint8Array }): Id {
  if (random.length < 10) throw new RangeError("a UUIDv7 needs ten random bytes");
  const bytes = new Uint8Array(16);
  let rest = timeMs;
  for (let i = 5; i >= 0; i--) {
    bytes[i] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  bytes.set(random.subarray(0, 10), 6);
  const view = new DataView(bytes.buffer);
  view.setUint8(6, 0x70 | (view.getUint8(6) & 0x0f));
  view.setUint8(8, 0x80 | (view.getUint8(8) & 0x3f));
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
