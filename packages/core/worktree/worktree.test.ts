// Old worktrees go, room is made by the oldest first, and unmerged work goes last.
import { expect, test } from "vitest";
import { chooseRemovals, type KeepRule, type StandingWorktree } from "./worktree.ts";

const hour = 3_600_000;
const rule: KeepRule = { keepMs: 10 * hour, keepUnmergedMs: 50 * hour, diskBytes: 100 };

const worktree = (taskId: string, more: Partial<StandingWorktree>): StandingWorktree => ({
  taskId,
  work: "merged",
  bytes: 10,
  restMs: hour,
  isReturned: false,
  ...more,
});

test("a finished task's worktree goes when its time is over, an unmerged one later", () => {
  const standing = [
    worktree("fresh", {}),
    worktree("old", { restMs: 11 * hour }),
    worktree("unmerged", { work: "unmerged", restMs: 11 * hour }),
    worktree("old and unmerged", { work: "unmerged", restMs: 51 * hour }),
    worktree("in use", { restMs: null, bytes: 50 }),
  ];
  expect(chooseRemovals(standing, rule)).toEqual(["old", "old and unmerged"]);
});

test("room is made by those that rest longest, unmerged ones last, and never by one in use or just brought back", () => {
  const standing = [
    worktree("in use", { restMs: null, bytes: 80 }),
    worktree("in use too", { restMs: null, bytes: 80 }),
    worktree("younger", { restMs: hour }),
    worktree("older", { restMs: 2 * hour }),
    worktree("unmerged", { work: "unmerged", restMs: 9 * hour }),
    worktree("unmerged and younger", { work: "unmerged", restMs: 8 * hour }),
    worktree("brought back", { restMs: 9 * hour, isReturned: true }),
    worktree("just ended", { restMs: 1 }),
  ];
  expect(chooseRemovals(standing, rule)).toEqual(["older", "younger", "unmerged", "unmerged and younger"]);
  expect(chooseRemovals(standing, { ...rule, diskBytes: 210 })).toEqual(["older"]);
  expect(chooseRemovals(standing, { ...rule, diskBytes: 1_000 })).toEqual([]);
});
