// Shows what is told of two versions, and how it is marked and printed.
import { expect, test } from "vitest";
import type { Announced } from "./announced.ts";
import { compareAnnounced } from "./compare-announced.ts";
import { showDrift } from "./show-drift.ts";

const before = { flags: { "--acp": "", "--model": "<name>", "--old": "" }, gone: { all: "" } };
const after = { flags: { "--acp": "", "--model": "<id>", "--new": "" } };
const drift = compareAnnounced(before, after, { flags: ["--acp", "--old", "--hidden"], other: ["x"] });

test("what came, what went and what changed, with what is used", () => {
  const flags = { topic: "flags", isUsed: false };
  expect(drift.differences).toEqual([
    { ...flags, name: "--model", change: "changed", before: "<name>", after: "<id>" },
    { ...flags, name: "--new", change: "added", before: null, after: "" },
    { ...flags, name: "--old", change: "removed", before: "", after: null, isUsed: true },
    { topic: "gone", name: "all", change: "removed", before: "", after: null, isUsed: false },
  ]);
});

test("what is used without being announced is told", () => {
  expect(drift.unannounced).toEqual(["flags: --hidden", "other: x"]);
});

test("a page for people begins with what is used", () => {
  expect(showDrift("# agent", drift)).toBe(`# agent
1 added, 2 removed, 1 changed; 1 of them used by our driver.

Used by our driver:
  - flags: --old

Not used:
  ~ flags: --model (<name> → <id>)
  + flags: --new
  - gone: all

Used by our driver, and announced by neither: the tests with the real program tell:
  flags: --hidden
  other: x
`);
});

test("the same announcement has no drift", () => {
  const same = compareAnnounced(before, before, { flags: ["--acp"] });
  expect(same).toEqual({ isBreaking: false, differences: [], unannounced: [] });
});

test.each([
  ["true", "true", false],
  ["true", "false", true],
  ["false", "true", false],
  ["true", null, true],
  [null, "true", false],
] as const)("a used switch that goes from %s to %s is breaking: %s", (old, now, isBreaking) => {
  const at = (value: string | null): Announced => ({ answer: value === null ? {} : { canLoad: value } });
  expect(compareAnnounced(at(old), at(now), { answer: ["canLoad"] }).isBreaking).toBe(isBreaking);
  expect(compareAnnounced(at(old), at(now), {}).isBreaking).toBe(false);
});
