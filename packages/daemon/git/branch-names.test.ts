// Our branch names are a plain part of git's.
import fc from "fast-check";
import { expect, test } from "vitest";
import { gitEnd } from "../worktrees/testing/world.ts";
import { isBranchName } from "./branch-names.ts";

test.each(["main", "makima/fix-the-bug-0190aaaa", "feature/a_b.c+d", "v1.2.3", "_x"])(
  "%s is accepted",
  (name) => {
    expect(isBranchName(name)).toBe(true);
  },
);

test.each([
  "",
  "-x",
  "--upload-pack=x",
  "a/-x",
  "a$(id)",
  "a b",
  "@",
  "HEAD",
  "refs/heads/x",
  "con",
  "a/NUL.txt",
  "a..b",
  "a/",
  "/a",
  "a//b",
  ".a",
  "a.",
  "a.lock",
  "a.lock/b",
  "a\n",
  "a~1",
  "a^",
  "a:b",
  "a\\b",
  "ü",
  "0123456789012345678901234567890123456789",
  "x".repeat(201),
])("%j is refused", (name) => {
  expect(isBranchName(name)).toBe(false);
});

test("whatever we accept, git accepts as a branch", async () => {
  const name = fc.stringMatching(/^[A-Za-z0-9._+/@-]{1,12}$/).filter(isBranchName);
  await fc.assert(
    fc.asyncProperty(name, async (accepted) => {
      expect((await gitEnd("/", "check-ref-format", "--branch", accepted)).exitCode).toBe(0);
    }),
    { numRuns: 60 },
  );
});
