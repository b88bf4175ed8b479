// Blobs in PostgreSQL, in pieces of at most 1 MB: the default, for which nothing has to be set up.
import { type Database, statement } from "../db/database.ts";
import type { BlobStore } from "./blob-store.ts";
import { DELETE_PIECES, INSERT_PIECE } from "./writer.ts";

const PIECE_BYTES = 1024 * 1024;

const PIECES = statement(
  "blob-pieces",
  "select bytes from blob_piece where owner_id = $1 and key = $2 order by number",
);

export const databaseBlobs = (db: Database): BlobStore => ({
  put: ({ ownerId, key }, bytes) =>
    db.transaction(async (tx) => {
      tx.send(DELETE_PIECES, [ownerId, key]);
      for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
        const piece = Buffer.from(bytes.subarray(at, at + PIECE_BYTES));
        // One after the other, so that no more than one of them waits for its connection in a copy of its own.
        await tx.run(INSERT_PIECE, [ownerId, key, at / PIECE_BYTES, piece]);
      }
    }),
  get: async ({ ownerId, key }) => {
    const pieces = await db.rows<{ bytes: Buffer }>(PIECES, [ownerId, key]);
    return pieces.length === 0 ? null : Buffer.concat(pieces.map(({ bytes }) => bytes));
  },
  delete: ({ ownerId, key }) =>
    db.transaction(async (tx) => {
      tx.send(DELETE_PIECES, [ownerId, key]);
    }),
});
