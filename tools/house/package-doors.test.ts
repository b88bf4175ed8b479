// Shows the faults of a package.json that the rule sees.
import { expect, test } from "vitest";
import { packageDoors } from "./package-doors.ts";
import { treeOf } from "./tree.ts";

const good = {
  name: "@makima/core",
  private: true,
  type: "module",
  license: "Apache-2.0",
  exports: { "./*": "./*/*.ts" },
  dependencies: { zod: "4.6.7" },
};
const found = (manifest: object): readonly string[] =>
  packageDoors
    .find(
      treeOf({
        "packages/core/package.json": JSON.stringify(manifest),
        "packages/core/task/task.ts": "",
        "packages/core/run/inside.ts": "",
      }),
    )
    .map(({ message }) => message);

test("a good one has no faults", () => {
  expect(found(good)).toEqual([]);
});

test.each([
  [{ ...good, name: "core" }, "the name is core, not @makima/core"],
  [{ ...good, private: false }, "private is not true, and nothing is published yet"],
  [{ ...good, type: "commonjs" }, 'type is not "module"'],
  [{ ...good, license: undefined }, "there is no license"],
  [{ ...good, exports: { ".": "./core.ts" } }, "./core.ts is exported and does not exist"],
  [{ ...good, exports: { "./*": "./run/*/*.ts" } }, "./run/*/*.ts is exported and does not exist"],
  [{ ...good, dependencies: { zod: "^4.6.7" } }, 'zod is "^4.6.7", not an exact version'],
])("fault %#", (manifest, message) => {
  expect(found(manifest)).toEqual([message]);
});
