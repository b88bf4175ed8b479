// Shows every way to the environment that the rule sees, and where it is allowed.
import { expect, test } from "vitest";
import { environment } from "./environment.ts";
import { treeOf } from "./tree.ts";

const found = (path: string, text: string): number => environment.find(treeOf({ [path]: text })).length;

test.each([
  "process.env.HOME;",
  'process["env"].HOME;',
  "globalThis.process.env;",
  "const { env } = process;",
  'import { env } from "node:process";',
  'import system from "node:process"; system.env.HOME;',
])("%s is refused, in a test too", (text) => {
  expect(found("packages/server/app.ts", text)).toBe(1);
  expect(found("packages/server/app.test.ts", text)).toBe(1);
});

test("config files and the two plain files may read it", () => {
  for (const path of [
    "packages/server/config.ts",
    "tools/config.ts",
    "tools/install.mjs",
    "packages/cli/bin/makima.js",
  ]) {
    expect(found(path, "process.env.HOME;")).toBe(0);
  }
});

test("another object's env is not the environment", () => {
  expect(found("a.ts", "spawn(x, { env: child.env });")).toBe(0);
});
