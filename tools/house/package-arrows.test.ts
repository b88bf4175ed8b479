// Shows which imports between packages the rule refuses.
import { expect, test } from "vitest";
import { packageArrows } from "./package-arrows.ts";
import { treeOf } from "./tree.ts";

const names = ["core", "protocol", "client", "server", "daemon", "postgres", "testkit"];
const manifests = Object.fromEntries(
  names.map((name) => [
    `packages/${name}/package.json`,
    `{"name": "@makima/${name}", "exports": {"./*": "./*/*.ts"}}`,
  ]),
);
const found = (path: string, specifier: string): number =>
  packageArrows.find(treeOf({ ...manifests, [path]: `import type { A } from "${specifier}";` })).length;

test.each([
  ["packages/core/task/task.ts", "@makima/protocol/tasks"],
  ["packages/core/task/task.ts", "node:fs"],
  ["packages/core/task/task.ts", "zod"],
  ["packages/protocol/tasks/tasks.ts", "@makima/client/x"],
  ["packages/server/app.ts", "@makima/daemon/main"],
  ["packages/server/app.ts", "@makima/client/x"],
  ["packages/daemon/main.ts", "@makima/postgres/x"],
  ["packages/cli/main.ts", "@makima/server/main"],
  ["packages/scripted-agent/main.ts", "@makima/core/task"],
  ["packages/server/app.ts", "@makima/testkit/world"],
  ["packages/server/app.ts", "../core/task/task.ts"],
  ["tests/stories/a.test.ts", "../../packages/core/task/task.ts"],
  ["packages/server/app.ts", "../../tools/lockfile.ts"],
  ["tools/docs.ts", "@makima/testkit/world"],
])("%s may not import %s", (path, specifier) => {
  expect(found(path, specifier)).toBe(1);
});

test.each([
  ["packages/core/task/task.test.ts", "vitest"],
  ["packages/protocol/tasks/tasks.ts", "@makima/core/task"],
  ["packages/server/app.ts", "@makima/postgres/x"],
  ["packages/server/app.ts", "fastify"],
  ["packages/server/tasks/spawn-task.db.test.ts", "@makima/testkit/world"],
  ["tests/stories/a.test.ts", "@makima/testkit/world"],
  ["bench/run.ts", "@makima/testkit/world"],
  ["tools/docs.ts", "@makima/protocol/http"],
])("%s may import %s", (path, specifier) => {
  expect(found(path, specifier)).toBe(0);
});
