// Settings of a blob store that are not enough are told at the start, and not at the first upload.
import { createTestWorld } from "@makima/testkit/world";
import { expect, test } from "vitest";

test("an address without keys is refused with the settings that are wanting", async () => {
  const opening = createTestWorld({ MAKIMA_BLOB_URL: "https://store.example/bucket" });
  await expect(opening).rejects.toThrow("MAKIMA_BLOB_SECRET_ACCESS_KEY");
});

test("what is no address is refused by its name", async () => {
  await expect(createTestWorld({ MAKIMA_BLOB_URL: "a bucket" })).rejects.toThrow("blobUrl");
});
