// Shows which file and folder names the rule refuses.
import { expect, test } from "vitest";
import { fileNames } from "./names.ts";
import { treeOf } from "./tree.ts";

const found = (path: string): number => fileNames.find(treeOf({ [path]: "" })).length;

test.each([
  "packages/core/taskState.ts",
  "packages/core/Task.ts",
  "packages/core/my_task.ts",
  "packages/Core/task.ts",
  "packages/core/utils.ts",
  "packages/core/task-helpers.ts",
  "packages/core/types.ts",
  "packages/server/session-manager.ts",
  "packages/server/helpers/a.ts",
])("%s is refused", (path) => {
  expect(found(path)).toBeGreaterThan(0);
});

test.each([
  "packages/core/task/decide-task.test.ts",
  "packages/server/tasks/spawn-task.db.test.ts",
  "packages/server/db/migrations/0001_first.sql",
  "README.md",
  "docs/adr/0001-Why.md",
])("%s is fine", (path) => {
  expect(found(path)).toBe(0);
});
