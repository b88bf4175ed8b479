// The only writer of the pieces of blobs.
import { statement } from "../db/database.ts";

export const INSERT_PIECE = statement(
  "insert-blob-piece",
  "insert into blob_piece (owner_id, key, number, bytes) values ($1, $2, $3, $4)",
);

export const DELETE_PIECES = statement(
  "delete-blob-pieces",
  "delete from blob_piece where owner_id = $1 and key = $2",
);
