// The database as a blob store, against a real one.
import { look } from "@makima/testkit/runs";
import { createTestWorld } from "@makima/testkit/world";
import { expect, test } from "vitest";
import { testBlobStore } from "./blob-store.contract.ts";
import { databaseBlobs } from "./database-blobs.ts";

const of = await createTestWorld();
const other = await of.newOwner();
const store = databaseBlobs(of.world.db);

testBlobStore({ store, owners: [of.principal.ownerId, other.ownerId] });

test("no row is larger than a megabyte", async () => {
  await store.put({ ownerId: of.principal.ownerId, key: "bundles/rows/0" }, Buffer.alloc(2_500_000, 7));
  const rows = await look(
    of,
    "select number, octet_length(bytes) as size from blob_piece where key = 'bundles/rows/0' order by number",
  );
  expect(rows).toEqual([
    { number: 0, size: 1_048_576 },
    { number: 1, size: 1_048_576 },
    { number: 2, size: 402_848 },
  ]);
});
