// Each way has a sentence of its own.
import { expect, test } from "vitest";
import { explainRung, RUNGS } from "./rung.ts";

test("no two ways have the same reason", () => {
  expect(new Set(RUNGS.map(explainRung)).size).toBe(RUNGS.length);
});
