// Times as people say them.
import { expect, test } from "vitest";
import { formatAgo, formatDuration, formatIn } from "./format-time.ts";

const now = Date.parse("2026-03-10T12:00:00Z");

test.each([
  ["2026-03-10T12:00:05Z", "now"],
  ["2026-03-10T11:59:48Z", "12 s ago"],
  ["2026-03-10T11:57:01Z", "2 min ago"],
  ["2026-03-10T07:00:00Z", "5 h ago"],
  ["2026-03-07T12:00:00Z", "3 d ago"],
  ["2026-01-01T00:00:00Z", "2026-01-01"],
])("%s is %s", (time, said) => {
  expect(formatAgo(time, now)).toBe(said);
});

test.each([
  [840.4, "840 ms"],
  [12_420, "12.4 s"],
  [185_000, "3 min 5 s"],
])("%d ms are %s", (ms, said) => {
  expect(formatDuration(ms)).toBe(said);
});

test.each([
  ["2026-03-10T12:00:00Z", "soon"],
  ["2026-03-10T15:30:00Z", "in 3 h"],
  ["2026-03-13T12:00:00Z", "in 3 d"],
])("what is to come at %s comes %s", (time, said) => {
  expect(formatIn(time, now)).toBe(said);
});
