// Shows that every form of import is seen, and that names of our packages lead to their files.
import { expect, test } from "vitest";
import { importsOf, makeResolver } from "./imports.ts";
import { treeOf } from "./tree.ts";

test("statements, re-exports, dynamic imports and import types are seen, with what is only a type", () => {
  const { modules } = treeOf({
    "a.ts": `import a from "a"; import type { B } from "b"; import { type C } from "c"; import "d";
      export * from "e"; export type { F } from "f"; const g = await import("g"); type H = import("h").H;`,
  });
  const seen = modules
    .flatMap(importsOf)
    .map(({ specifier, isType }) => `${specifier}${isType ? " type" : ""}`);
  expect(seen).toEqual(["a", "b type", "c type", "d", "e", "f type", "g", "h type"]);
});

test("relative paths, exported doors and doors with stars lead to files; other packages lead nowhere", () => {
  const resolve = makeResolver(
    treeOf({
      "packages/core/package.json": `{"name": "@makima/core", "exports": {"./*": "./*/*.ts"}}`,
      "packages/server/package.json": `{"name": "@makima/server", "exports": {"./main": "./main.ts", ".": "./server.ts"}}`,
    }),
  );
  const from = "packages/server/tasks/spawn-task.ts";
  expect(resolve(from, "../db/pool.ts")).toBe("packages/server/db/pool.ts");
  expect(resolve(from, "@makima/core/task")).toBe("packages/core/task/task.ts");
  expect(resolve(from, "@makima/server/main")).toBe("packages/server/main.ts");
  expect(resolve(from, "@makima/server")).toBe("packages/server/server.ts");
  expect(resolve(from, "@makima/server/tasks/inside.ts")).toBe("packages/server/tasks/inside.ts");
  expect(resolve(from, "zod")).toBeUndefined();
});
