// The only writer of the list of applied migrations.
import { statement } from "./statement.ts";

export const CREATE_MIGRATION_LIST = statement(
  "create-migration-list",
  `create table if not exists migration (
     id integer primary key,
     name text not null,
     sha256 text not null,
     breaking boolean not null,
     applied_at timestamptz not null default clock_timestamp()
   )`,
);

export const INSERT_MIGRATION = statement(
  "insert-migration",
  "insert into migration (id, name, sha256, breaking) values ($1, $2, $3, $4)",
);
