// An S3-compatible store as a blob store, against a stand-in that speaks its protocol on loopback.
import { startS3StandIn } from "@makima/testkit/ports/s3-stand-in";
import { afterAll, expect, test } from "vitest";
import { testBlobStore } from "./blob-store.contract.ts";
import { s3Blobs } from "./s3-blobs.ts";

const standIn = await startS3StandIn();
afterAll(() => standIn.close());
const settings = { url: standIn.url, accessKeyId: "key", secretAccessKey: "secret", region: "us-east-1" };
const store = s3Blobs(settings);

testBlobStore({ store, owners: ["owner-1", "owner-2"] });

test("a blob is one object, below its owner", async () => {
  await store.put({ ownerId: "owner-1", key: "bundles/b/3" }, Buffer.from("bytes"));
  expect(standIn.objects.get("/bucket/owner-1/bundles/b/3")).toEqual(Buffer.from("bytes"));
});

test("a store that is busy for a moment is asked again", async () => {
  standIn.failNext(2);
  await store.put({ ownerId: "owner-1", key: "bundles/busy/0" }, Buffer.from("late"));
  expect(await store.get({ ownerId: "owner-1", key: "bundles/busy/0" })).toEqual(Buffer.from("late"));
});

test("a refusal is told with what the store said, and kept for no success", async () => {
  const foreign = s3Blobs({ ...settings, accessKeyId: "stranger" });
  const at = { ownerId: "owner-1", key: "bundles/refused/0" };
  await expect(foreign.put(at, Buffer.from("x"))).rejects.toThrow("answered PUT with 403");
  await expect(foreign.get(at)).rejects.toThrow("answered GET with 403");
});
