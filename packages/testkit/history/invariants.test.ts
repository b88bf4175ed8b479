// docs/reliability.md tells of every invariant what the code says: its check, and what that does not see.
import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { INVARIANTS, type Invariant } from "./invariants.ts";

const PAGE = new URL("../../../docs/reliability.md", import.meta.url);

function rowOf({ id, sentence, check, partly }: Invariant): string {
  return `| ${id} | ${sentence} | \`${check.name}\`${partly === undefined ? "" : `; in part: ${partly}`} |`;
}

test("the table of invariants is current", async () => {
  const page = await readFile(PAGE, "utf8");
  const rows = page.split("\n").filter((line) => /^\| [A-Z]\d+ +\|/.test(line));
  // The formatter fills the cells up to one width.
  expect(rows.map((row) => row.replaceAll(/ +\|/g, " |"))).toEqual(INVARIANTS.map(rowOf));
});
