// Shows an error code that no test expects.
import { expect, test } from "vitest";
import { testedErrors } from "./tested-errors.ts";
import { treeOf } from "./tree.ts";

const table = "export const ERRORS = {\n  NOT_FOUND: { status: 404 },\n  GONE_AWAY: { status: 410 },\n};\n";

test("a code that stands in no test is named with its line", () => {
  const tree = treeOf({
    "packages/protocol/errors/errors.ts": table,
    "packages/server/a.test.ts": 'expect(code).toBe("NOT_FOUND");',
    "tools/b.test.ts": '"GONE_AWAY";',
  });
  expect(testedErrors.find(tree)).toEqual([
    { path: "packages/protocol/errors/errors.ts", line: 3, message: "no test expects GONE_AWAY" },
  ]);
});
