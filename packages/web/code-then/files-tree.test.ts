import { expect, test } from "vitest";
import { makeTree, rowsOfTree, rowsThatFit } from "./files-tree.ts";

const files = ["README.md", "src/a.ts", "src/deep/b.ts", "src/deep/c.ts", "tests/a.test.ts"].map((path) => ({
  path,
  kind: "file" as const,
  size: 1,
}));
const seen = (...open: string[]) =>
  rowsOfTree(makeTree(files), files, new Set(open)).map((row) => `${" ".repeat(row.depth)}${row.name}`);

test("folders are closed, and stand before the files", () => {
  expect(seen()).toEqual(["src", "tests", "README.md"]);
});

test("what is open shows what is in it, one deeper", () => {
  expect(seen("src/", "src/deep/")).toEqual([
    "src",
    " deep",
    "  b.ts",
    "  c.ts",
    " a.ts",
    "tests",
    "README.md",
  ]);
});

test("a file is named by its place in the list", () => {
  const rows = rowsOfTree(makeTree(files), files, new Set(["tests/"]));
  expect(rows).toContainEqual(
    expect.objectContaining({ name: "a.test.ts", place: 4, path: "tests/a.test.ts" }),
  );
  expect(rows[0]).toMatchObject({ kind: "folder", count: 3, isOpen: false });
});

test("names like those of objects are only names", () => {
  const odd = ["__proto__/x", "constructor/y"].map((path) => ({ path, kind: "file" as const, size: 1 }));
  expect(rowsOfTree(makeTree(odd), odd, new Set(["__proto__/"])).map(({ name }) => name)).toEqual([
    "__proto__",
    "x",
    "constructor",
  ]);
});

test("words find files wherever they are", () => {
  expect(rowsThatFit(files, "SRC b")).toMatchObject([{ place: 2, name: "src/deep/b.ts" }]);
  expect(rowsThatFit(files, "nothing")).toEqual([]);
});
