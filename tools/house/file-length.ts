// House rule: a file, test or source, has at most 300 lines.
import { isGenerated } from "./places.ts";
import type { Rule } from "./rule.ts";

const mostLines = 300;

export const fileLength: Rule = {
  name: "file-length",
  sentence: `A file has at most ${mostLines} lines; aim for half.`,
  find: ({ modules }) =>
    modules
      .filter(({ path }) => !isGenerated(path))
      .map(({ path, text }) => ({ path, lines: text.replace(/\n$/, "").split("\n").length }))
      .filter(({ lines }) => lines > mostLines)
      .map(({ path, lines }) => ({
        path,
        line: 0,
        message: `${lines} lines; split it by what it does (${mostLines} at most)`,
      })),
};
