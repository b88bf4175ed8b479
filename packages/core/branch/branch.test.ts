// Branch names that people may give. That git takes every one of them is tried in the daemon.
import { expect, test } from "vitest";
import { isBranchName } from "./branch.ts";

test.each(["main", "feature/login", "v1.2-rc+1", "a_b", "0"])("%s is a branch name", (name) => {
  expect(isBranchName(name)).toBe(true);
});

test.each([
  "",
  "a".repeat(201),
  "-x",
  "a..b",
  "a b",
  "a/",
  "/a",
  "a//b",
  "HEAD",
  "refs/heads/x",
  "0".repeat(40),
  "x.lock",
  "con/x",
  "a.",
  "$(id)",
])("%j is none", (name) => {
  expect(isBranchName(name)).toBe(false);
});
