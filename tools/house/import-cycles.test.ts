// Shows that the rule finds cycles through types and through package names, each once.
import { expect, test } from "vitest";
import { importCycles } from "./import-cycles.ts";
import { treeOf } from "./tree.ts";

test("a cycle of types is found once and told whole", () => {
  const tree = treeOf({
    "a.ts": `import type { B } from "./b.ts";`,
    "b.ts": `export type { C } from "./c.ts";`,
    "c.ts": `type A = import("./a.ts").A;`,
    "d.ts": `import "./a.ts";`,
  });
  expect(importCycles.find(tree)).toEqual([
    { path: "a.ts", line: 0, message: "import cycle: a.ts → b.ts → c.ts → a.ts" },
  ]);
});

test("a cycle through a package's name is found", () => {
  const tree = treeOf({
    "packages/core/package.json": `{"name": "@makima/core", "exports": {"./*": "./*/*.ts"}}`,
    "packages/core/task/task.ts": `import "../run/run.ts";`,
    "packages/core/run/run.ts": `import "@makima/core/task";`,
  });
  expect(importCycles.find(tree)).toHaveLength(1);
});

test("a diamond is no cycle", () => {
  const tree = treeOf({
    "a.ts": `import "./b.ts"; import "./c.ts";`,
    "b.ts": `import "./d.ts";`,
    "c.ts": `import "./d.ts";`,
    "d.ts": "",
  });
  expect(importCycles.find(tree)).toEqual([]);
});
