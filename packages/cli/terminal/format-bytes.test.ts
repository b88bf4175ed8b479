// Sizes are short, and what nobody measured is not zero.
import { expect, test } from "vitest";
import { formatBytes } from "./format-bytes.ts";

test.each([
  [0, "0 KB"],
  [12_400, "12 KB"],
  [3_500_000, "3.3 MB"],
  [20 * 2 ** 30, "20 GB"],
  [5000 * 2 ** 40, "5000 TB"],
  [null, "?"],
])("%s is %s", (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});
