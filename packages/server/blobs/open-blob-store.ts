// The blob store that the settings ask for.
import type { Config } from "../config.ts";
import type { Database } from "../db/database.ts";
import type { BlobStore } from "./blob-store.ts";
import { databaseBlobs } from "./database-blobs.ts";
import { s3Blobs } from "./s3-blobs.ts";

/** Throws `Error` with the setting that is wanting. */
export function openBlobStore(
  { blobUrl, blobAccessKeyId, blobSecretAccessKey, blobRegion }: Config,
  db: Database,
): BlobStore {
  if (blobUrl === null) return databaseBlobs(db);
  if (blobAccessKeyId === null || blobSecretAccessKey === null) {
    throw new Error(
      "MAKIMA_BLOB_URL names a blob store: set MAKIMA_BLOB_ACCESS_KEY_ID and MAKIMA_BLOB_SECRET_ACCESS_KEY too",
    );
  }
  return s3Blobs({
    url: blobUrl,
    accessKeyId: blobAccessKeyId,
    secretAccessKey: blobSecretAccessKey,
    region: blobRegion,
  });
}
