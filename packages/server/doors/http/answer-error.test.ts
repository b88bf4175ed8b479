// What the database says of itself becomes an honest answer.
import { DatabaseError } from "pg";
import { expect, test } from "vitest";
import { toRefusal } from "./answer-error.ts";

function databaseError(code: string): DatabaseError {
  const error = new DatabaseError("could not extend file", 0, "error");
  error.code = code;
  return error;
}

test.each([
  ["53100", "STORAGE_FULL"],
  ["57P01", "DB_UNAVAILABLE"],
  ["22012", "INTERNAL"],
])("SQLSTATE %s is answered with %s", (state, code) => {
  expect(toRefusal(databaseError(state)).code).toBe(code);
});
