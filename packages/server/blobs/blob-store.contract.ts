// What every blob store has to do, whatever it keeps its bytes in.
import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { BlobDamaged, type BlobStore, readIntact } from "./blob-store.ts";

const fingerprint = (bytes: Uint8Array) => ({
  size: bytes.length,
  sha256: createHash("sha256").update(bytes).digest("hex"),
});

/** `owners`: two that the store may keep blobs of. */
export function testBlobStore({
  store,
  owners: [one, other],
}: {
  store: BlobStore;
  owners: [string, string];
}) {
  test.each([1, 1024 * 1024, 4 * 1024 * 1024, 2_500_001])("%i bytes come back as they were", async (size) => {
    const bytes = Buffer.alloc(size, "a part of a bundle ");
    const at = { ownerId: one, key: `bundles/x/${size}` };
    await store.put(at, bytes);
    expect((await store.get(at))?.equals(bytes)).toBe(true);
    expect((await readIntact(store, { at, expected: fingerprint(bytes) })).length).toBe(size);
  });

  test("what is put again takes the place of what was there", async () => {
    const at = { ownerId: one, key: "bundles/again/0" };
    await store.put(at, Buffer.alloc(3_000_000, "long"));
    await store.put(at, Buffer.from("short"));
    expect(await store.get(at)).toEqual(Buffer.from("short"));
  });

  test("the same key of another owner is another blob", async () => {
    const key = "bundles/shared/0";
    await store.put({ ownerId: one, key }, Buffer.from("mine"));
    expect(await store.get({ ownerId: other, key })).toBeNull();
    await store.delete({ ownerId: other, key });
    expect(await store.get({ ownerId: one, key })).toEqual(Buffer.from("mine"));
  });

  test("what is deleted is gone, and may be deleted again", async () => {
    const at = { ownerId: one, key: "bundles/gone/0" };
    await store.put(at, Buffer.from("soon gone"));
    await store.delete(at);
    await store.delete(at);
    expect(await store.get(at)).toBeNull();
  });

  test("bytes that are gone or changed are told apart from good ones", async () => {
    const at = { ownerId: one, key: "bundles/damaged/0" };
    const expected = fingerprint(Buffer.from("as it was"));
    await expect(readIntact(store, { at, expected })).rejects.toThrow(BlobDamaged);
    await store.put(at, Buffer.from("as it is!"));
    await expect(readIntact(store, { at, expected })).rejects.toThrow(BlobDamaged);
  });
}
