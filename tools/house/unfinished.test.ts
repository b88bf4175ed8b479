// Shows the marks and the switched-off tests that the rules see. The marks are put together, so that this file holds none.
import { expect, test } from "vitest";
import { treeOf } from "./tree.ts";
import { switchedOffTests, unfinishedMarks } from "./unfinished.ts";

test.each(["TO-DO", "FIX-ME", "X-XX"])(
  "%s (without the hyphen) is refused in every kind of file",
  (hyphened) => {
    const mark = hyphened.replace("-", "");
    expect(
      unfinishedMarks.find(treeOf({ "a.ts": `// ${mark}: later`, "README.md": `\n${mark}` })),
    ).toHaveLength(2);
  },
);

test.each([
  'it.only("a", f);',
  'describe.skip("a", f);',
  'test.concurrent.only("a", f);',
  'test.each([1]).skip("a", f);',
  'test.todo("a");',
  "xit(f);",
])("%s is refused", (text) => {
  expect(switchedOffTests.find(treeOf({ "a.test.ts": text }))).toHaveLength(1);
});

test.each(['test("a", f);', 'describe.runIf(true)("a", f);', "list.skip(1);", "query.only;"])(
  "%s is fine",
  (text) => {
    expect(switchedOffTests.find(treeOf({ "a.test.ts": text }))).toEqual([]);
  },
);
