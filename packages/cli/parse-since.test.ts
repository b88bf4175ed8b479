// "Since when" as people write it.
import { expect, test } from "vitest";
import { parseSince } from "./parse-since.ts";

const now = Date.parse("2026-03-10T12:00:00Z");

test.each([
  ["10min", "2026-03-10T11:50:00.000Z"],
  ["2h", "2026-03-10T10:00:00.000Z"],
  ["3 d", "2026-03-07T12:00:00.000Z"],
  ["2026-03-01T00:00:00Z", "2026-03-01T00:00:00.000Z"],
])("%s is %s", (given, time) => {
  expect(parseSince(given, now)).toBe(time);
});

test.each(["yesterday-ish", "", "3 weeks"])("%j is refused", (given) => {
  expect(() => parseSince(given, now)).toThrow(expect.objectContaining({ exitCode: 2 }));
});
