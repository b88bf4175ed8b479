// Shows that the rule counts lines, spares generated files, and takes exactly 300.
import { expect, test } from "vitest";
import { fileLength } from "./file-length.ts";
import { treeOf } from "./tree.ts";

const lines = (count: number): string => "f();\n".repeat(count);

test("301 lines are too many, in a test too; 300 and generated ones are not", () => {
  const tree = treeOf({
    "a.ts": lines(301),
    "b.test.ts": lines(400),
    "c.ts": lines(300),
    "d.gen.ts": lines(999),
  });
  expect(fileLength.find(tree).map(({ path }) => path)).toEqual(["a.ts", "b.test.ts"]);
});
