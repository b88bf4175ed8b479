import { parsePatchFiles } from "@pierre/diffs";
import { expect, test } from "vitest";
import { firstLine, fitRange, readLines } from "./read-lines.ts";

const PATCH = `diff --git a/poem.txt b/poem.txt
index 1111111..2222222 100644
--- a/poem.txt
+++ b/poem.txt
@@ -1,3 +1,4 @@
 one
-two
+TWO
+two and a half
 three
@@ -20,2 +21,2 @@ later
-twenty
+TWENTY
 end
`;
const [file] = parsePatchFiles(PATCH).flatMap(({ files }) => files);
if (file === undefined) throw new Error("the patch has a file");

test.each([
  ["one line", { side: "additions", start: 2, end: 2 }, ["TWO"]],
  [
    "a range with lines that did not change",
    { side: "additions", start: 3, end: 4 },
    ["two and a half", "three"],
  ],
  ["what was taken out", { side: "deletions", start: 2, end: 2 }, ["two"]],
  ["over a gap, what is there", { side: "additions", start: 4, end: 21 }, ["three", "TWENTY"]],
  ["of a later part", { side: "deletions", start: 20, end: 21 }, ["twenty", "end"]],
  ["nothing where there is none", { side: "additions", start: 9, end: 12 }, []],
  ["nothing of a range that goes backwards", { side: "additions", start: 3, end: 2 }, []],
] as const)("%s", (_name, range, lines) => {
  expect(readLines(file, range)).toEqual(lines);
});

test("of a range that goes too far stays what is there", () => {
  expect(fitRange(file, { side: "additions", start: 3, end: 300 })).toEqual({
    side: "additions",
    start: 3,
    end: 22,
  });
  expect(fitRange(file, { side: "deletions", start: 0, end: 2 })).toEqual({
    side: "deletions",
    start: 1,
    end: 2,
  });
  expect(fitRange(file, { side: "additions", start: 9, end: 12 })).toBeNull();
  expect(fitRange(file, { side: "additions", start: 4, end: 3 })).toBeNull();
});

test("a comment that nobody pointed begins at the first line", () => {
  expect(firstLine(file)).toEqual({ side: "additions", start: 1, end: 1 });
  expect(firstLine({ hunks: [], additionLines: [], deletionLines: [] })).toBeNull();
});
