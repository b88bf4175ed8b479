import assert from "node:assert/strict";
import { test } from "node:test";
import { sum } from "../src/index.js";

await test("sum adds up a list", () => {
  assert.equal(sum([1, 2, 3]), 6);
  assert.equal(sum([]), 0);
});
