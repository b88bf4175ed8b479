// The committed schema is the one that the migrations make.
import { readFile } from "node:fs/promises";
import { createEmptyDatabase } from "@makima/testkit/database";
import { expect, test } from "vitest";
import { dumpFreshSchema } from "./dump-schema.ts";

test("a fresh database has the schema of docs/reference/schema.sql", async () => {
  const { url } = await createEmptyDatabase();
  const committed = new URL("../../../docs/reference/schema.sql", import.meta.url);
  // Where it differs: run `npm run docs` and commit what it wrote.
  expect(await dumpFreshSchema(url)).toBe(await readFile(committed, "utf8"));
});
