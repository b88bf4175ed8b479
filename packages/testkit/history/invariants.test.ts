// docs/reliability.md tells of every invariant what the code says: its check, or why it waits.
import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { INVARIANTS, type Invariant } from "./invariants.ts";

const PAGE = new URL("../../../docs/reliability.md", import.meta.url);

function rowOf(invariant: Invariant): string {
  const { id, sentence } = invariant;
  if ("waitsFor" in invariant) return `| ${id} | ${sentence} | waits: ${invariant.waitsFor} |`;
  const partly = invariant.partly === undefined ? "" : `; in part: ${invariant.partly}`;
  return `| ${id} | ${sentence} | \`${invariant.check.name}\`${partly} |`;
}

test("the table of invariants is current", async () => {
  const page = await readFile(PAGE, "utf8");
  const rows = page.split("\n").filter((line) => /^\| [A-Z]\d+ +\|/.test(line));
  // The formatter fills the cells up to one width.
  expect(rows.map((row) => row.replaceAll(/ +\|/g, " |"))).toEqual(INVARIANTS.map(rowOf));
});
