import { expect, test } from "vitest";
import { quirksOf } from "./quirks.ts";

test("an agent's quirks are found by the name that it gives itself, and one that is not known has none", () => {
  expect(quirksOf("gemini-cli").losesSessionWithinMinute).toBe(true);
  expect(quirksOf("OpenCode").losesSessionWithinMinute).toBe(false);
  expect(quirksOf(undefined)).toEqual(quirksOf("scripted"));
});
