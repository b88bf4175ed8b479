// House rule: a function has at most 60 lines; a callback of `describe` is a list of tests, not a function, and not counted.
import { type CallExpression, type Node, Visitor } from "oxc-parser";
import { isGenerated } from "./places.ts";
import { type Finding, findingsIn, lineAt, type Rule } from "./rule.ts";
import type { Module } from "./tree.ts";

const mostLines = 60;

export const functionLength: Rule = {
  name: "function-length",
  sentence: `A function has at most ${mostLines} lines.`,
  find: ({ modules }) => modules.filter(({ path }) => !isGenerated(path)).flatMap(longFunctions),
};

function longFunctions(module: Module): readonly Finding[] {
  const { found, report } = findingsIn(module);
  const lists = new Set<Node>();
  const measure = (node: Node): void => {
    const lines = lineAt(module.text, node.end) - lineAt(module.text, node.start) + 1;
    if (lines > mostLines && !lists.has(node))
      report(node.start, `a function of ${lines} lines (${mostLines} at most)`);
  };
  new Visitor({
    CallExpression: (node) => {
      if (isDescribe(node)) for (const argument of node.arguments) lists.add(argument);
    },
    FunctionDeclaration: measure,
    FunctionExpression: measure,
    ArrowFunctionExpression: measure,
  }).visit(module.program);
  return found;
}

/** `describe(…)`, and what is built on it: `describe.each(…)(…)`, `describe.runIf(…)(…)`. */
function isDescribe({ callee }: CallExpression): boolean {
  if (callee.type === "Identifier") return callee.name === "describe";
  if (callee.type === "MemberExpression")
    return callee.object.type === "Identifier" && callee.object.name === "describe";
  return callee.type === "CallExpression" && isDescribe(callee);
}
