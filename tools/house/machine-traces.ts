// House rule: no file holds a path of the machine that it was written on, or the address of a package registry.
import { type Finding, lineAt, type Rule } from "./rule.ts";

// None of these finds itself here: in a pattern, a slash never stands before a name as it does in a path.
const traces: ReadonlyArray<{ pattern: RegExp; what: string }> = [
  {
    pattern: /(?<![\w.}-])\/(?:home|Users)\/(?!(?:you|me|somebody|name|NAME)\b)[\w.-]+/g,
    what: "a path of somebody's machine",
  },
  {
    pattern: /(?<![\w.}/-])\/(?:work|workspace|mount|mnt)\/[\w.-]+/g,
    what: "a path of somebody's machine",
  },
  { pattern: /\b[A-Z]:\\\\?(?:Users|Projects)\\/g, what: "a path of somebody's machine" },
  {
    pattern:
      /https?:\/\/(?:(?:registry|npm|pypi|artifactory|verdaccio|nexus)[.:]|[\w.-]*npm(?:js\.org|mirror))[\w.-]*/gi,
    what: "the address of a package registry",
  },
];

export const machineTraces: Rule = {
  name: "machine-traces",
  sentence: "No file holds a path of somebody's machine or the address of a package registry.",
  find: ({ files }) =>
    files.flatMap(({ path, text }) => traces.flatMap((trace) => traceIn({ path, text, ...trace }))),
};

function traceIn(search: { path: string; text: string; pattern: RegExp; what: string }): readonly Finding[] {
  const { path, text, pattern, what } = search;
  return [...text.matchAll(pattern)].map((match) => ({
    path,
    line: lineAt(text, match.index),
    message: `${match[0]}: ${what}`,
  }));
}
