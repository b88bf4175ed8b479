// Where bytes are kept that are too large for rows: a port, with the database or an S3-compatible store behind it.
import { createHash } from "node:crypto";

export type BlobAt = { ownerId: string; key: string };

export type BlobStore = {
  /** Whole and durable when it returns; put again under the same key it replaces what was there. */
  put(at: BlobAt, bytes: Uint8Array): Promise<void>;
  /** Null where there is nothing. */
  get(at: BlobAt): Promise<Buffer | null>;
  /** Also of what is not there. */
  delete(at: BlobAt): Promise<void>;
};

/** What the bytes have to be. `sha256` in hexadecimal digits. */
export type Fingerprint = { size: number; sha256: string };

export const isIntact = (bytes: Uint8Array, { size, sha256 }: Fingerprint): boolean =>
  bytes.length === size && createHash("sha256").update(bytes).digest("hex") === sha256;

/** The bytes were kept, and are not there any more as they were. */
export class BlobDamaged extends Error {
  override readonly name = "BlobDamaged";
}

/** Throws `BlobDamaged` when they are gone or were changed. */
export async function readIntact(
  store: BlobStore,
  { at, expected }: { at: BlobAt; expected: Fingerprint },
): Promise<Buffer> {
  const bytes = await store.get(at);
  if (bytes !== null && isIntact(bytes, expected)) return bytes;
  throw new BlobDamaged(`${at.key} is ${bytes === null ? "gone" : "damaged"} in the blob store`);
}
