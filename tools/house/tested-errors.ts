// House rule: every code of the error table is expected by some test, so that no answer of the server is only believed in.
import { type Finding, lineAt, type Rule } from "./rule.ts";
import type { SourceFile, Tree } from "./tree.ts";

const TABLE = "packages/protocol/errors/errors.ts";

export const testedErrors: Rule = {
  name: "tested-errors",
  sentence: "Every code of the error table stands in a test.",
  find: (tree) => {
    const table = tree.files.find(({ path }) => path === TABLE);
    return table === undefined ? [] : untested(table, wordsOfTests(tree));
  },
};

function untested(table: SourceFile, words: ReadonlySet<string>): Finding[] {
  const codes = [...table.text.matchAll(/^ {2}([A-Z][A-Z_]+): \{ status/gm)];
  return codes.flatMap(({ 1: code = "", index }) =>
    words.has(code)
      ? []
      : [{ path: table.path, line: lineAt(table.text, index), message: `no test expects ${code}` }],
  );
}

function wordsOfTests({ files }: Tree): Set<string> {
  const tests = files.filter(({ path }) => path.endsWith(".test.ts") && !path.startsWith("tools/"));
  return new Set(tests.flatMap(({ text }) => text.match(/\b[A-Z][A-Z_]+\b/g) ?? []));
}
