import { expect, test } from "vitest";
import { quirksOf } from "./quirks.ts";

test("an agent's quirks are found by the name that it gives itself, and one that is not known has none", () => {
  expect(quirksOf("gemini-cli").losesSessionWithinMinute).toBe(true);
  expect(quirksOf("OpenCode").losesSessionWithinMinute).toBe(false);
  expect(quirksOf(undefined)).toEqual(quirksOf("scripted"));
});

test("Gemini's name of a tool stands in the ids of its calls", () => {
  const { nameOfCall } = quirksOf("gemini-cli");
  expect(nameOfCall("write_file__write_file_1795269733439_0")).toBe("write_file");
  expect(nameOfCall("call_1")).toBeNull();
  expect(quirksOf("OpenCode").nameOfCall("a__b")).toBeNull();
});
