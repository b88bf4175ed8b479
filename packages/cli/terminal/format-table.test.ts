// Tables are aligned by what people see, and fit the terminal.
import { expect, test } from "vitest";
import { formatTable } from "./format-table.ts";
import { cutText, textWidth } from "./text-width.ts";

const plain = (text: string): string => text;
const head = ["ID", "NAME"];

test("columns are aligned, with wide and combined characters too", () => {
  const rows = [
    ["1", "日本"],
    ["22", "e\u0301t\u00e9"],
    ["333", "x"],
  ];
  expect(
    formatTable({
      head: ["NAME", "ID"],
      rows: rows.map(([id = "", name = ""]) => [name, id]),
      paintHead: plain,
      columns: 80,
    }),
  ).toEqual(["NAME  ID", "日本  1", "e\u0301t\u00e9   22", "x     333"]);
});

test("colours take no room", () => {
  const red = (text: string): string => `\u001b[31m${text}\u001b[39m`;
  const lines = formatTable({
    head,
    rows: [[{ text: "a", paint: red }, "b"]],
    paintHead: plain,
    columns: 80,
  });
  expect(lines[1]).toBe("\u001b[31ma\u001b[39m   b");
});

test("the widest column gives way to a narrow terminal, and nothing is cut in a pipe", () => {
  const rows = [["1", "x".repeat(50)]];
  const narrow = formatTable({ head, rows, paintHead: plain, columns: 30 });
  expect(narrow.map(textWidth)).toEqual([8, 30]);
  expect(narrow[1]).toMatch(/x…$/);
  expect(formatTable({ head, rows, paintHead: plain, columns: Number.POSITIVE_INFINITY })[1]).toContain(
    "x".repeat(50),
  );
});

test("a cell is one line, whatever it holds", () => {
  const rows = [["1", "two\nlines\u001b[2J"]];
  expect(formatTable({ head, rows, paintHead: plain, columns: 80 })[1]).toBe("1   two lines");
});

test("a text is cut between characters, never in one", () => {
  expect(cutText("日本語", 5)).toBe("日本…");
  expect(cutText("👍🏽👍🏽👍🏽", 5)).toBe("👍🏽👍🏽…");
  expect(cutText("short", 5)).toBe("short");
  expect(cutText("short", 0)).toBe("");
});
