// House rules: nothing in main is marked as unfinished, and no test is switched off or run alone.
import { type Node, Visitor } from "oxc-parser";
import { type Finding, findingsIn, lineAt, type Rule } from "./rule.ts";
import { propertyName } from "./syntax.ts";
import type { Module } from "./tree.ts";

// Written with brackets, so that this file does not hold the words.
const marks = /\b(?:TO[D]O|FIX[M]E|X[X]X|HA[C]K)\b/g;

export const unfinishedMarks: Rule = {
  name: "unfinished-marks",
  sentence: "Main holds no marks of unfinished work; `// NOTE` says what a reader must know.",
  find: ({ files }) =>
    files
      .filter(({ path }) => path !== "package-lock.json")
      .flatMap(({ path, text }) =>
        [...text.matchAll(marks)].map((match) => ({
          path,
          line: lineAt(text, match.index),
          message: `"${match[0]}": do it, or open an issue`,
        })),
      ),
};

export const switchedOffTests: Rule = {
  name: "switched-off-tests",
  sentence: "No `.only`, `.skip`, `.todo`, `.fails`; `runIf` is for what a machine cannot do.",
  find: ({ modules }) => modules.flatMap(switchedOff),
};

function switchedOff(module: Module): readonly Finding[] {
  const { found, report } = findingsIn(module);
  new Visitor({
    MemberExpression: (node) => {
      const name = propertyName(node) ?? "";
      if (/^(only|skip|todo|fails)$/.test(name) && isSuite(node.object))
        report(node.start, `.${name} on a test`);
    },
    CallExpression: ({ callee, start }) => {
      if (callee.type === "Identifier" && /^[xf](it|test|describe)$/.test(callee.name))
        report(start, `${callee.name} on a test`);
    },
  }).visit(module.program);
  return found;
}

/** `it`, `describe.concurrent`, `test.each(…)`. */
function isSuite(node: Node): boolean {
  if (node.type === "Identifier") return /^(it|test|describe|suite|bench)$/.test(node.name);
  if (node.type === "MemberExpression") return isSuite(node.object);
  return node.type === "CallExpression" && isSuite(node.callee);
}
