// House rules: nothing leaves the type system, no error is thrown away, and no comment switches a gate off.
import { type Node, Visitor } from "oxc-parser";
import { type Finding, findingsIn, type Rule } from "./rule.ts";
import { propertyName } from "./syntax.ts";
import type { Module } from "./tree.ts";

export const typeEscapes: Rule = {
  name: "type-escapes",
  sentence: "No `any`, no `!`, no `as unknown as`.",
  find: ({ modules }) => modules.flatMap(escapes),
};

export const emptyCatches: Rule = {
  name: "empty-catches",
  sentence: "A caught error is handled, by its code, or thrown again.",
  find: ({ modules }) => modules.flatMap(swallowed),
};

export const gateSwitches: Rule = {
  name: "gate-switches",
  sentence: "No comment switches a gate off.",
  find: ({ modules }) => modules.flatMap(switches),
};

function escapes(module: Module): readonly Finding[] {
  const { found, report } = findingsIn(module);
  const check = (node: { start: number; expression: Node }): void => {
    const inner =
      node.expression.type === "ParenthesizedExpression" ? node.expression.expression : node.expression;
    if (inner.type === "TSAsExpression" || inner.type === "TSTypeAssertion")
      report(node.start, "a double assertion; parse the value instead");
  };
  new Visitor({
    TSAnyKeyword: ({ start }) => report(start, "`any`; say what it is, or `unknown` and parse it"),
    TSNonNullExpression: ({ start }) =>
      report(start, "non-null `!`; handle the case, or throw with a sentence"),
    VariableDeclarator: ({ start, definite }) => definite && report(start, "definite `!`; give it a value"),
    PropertyDefinition: ({ start, definite }) => definite && report(start, "definite `!`; give it a value"),
    TSAsExpression: check,
    TSTypeAssertion: check,
  }).visit(module.program);
  return found;
}

function swallowed(module: Module): readonly Finding[] {
  const { found, report } = findingsIn(module);
  new Visitor({
    CatchClause: ({ start, body }) => {
      if (body.body.length === 0)
        report(start, "an empty catch; handle the error by its code, or let it go up");
    },
    CallExpression: ({ callee, arguments: [handler] }) => {
      if (propertyName(callee) === "catch" && handler !== undefined && doesNothing(handler)) {
        report(handler.start, "an empty catch; handle the error by its code, or let it go up");
      }
    },
  }).visit(module.program);
  return found;
}

function doesNothing(node: Node): boolean {
  if (node.type !== "ArrowFunctionExpression" && node.type !== "FunctionExpression") return false;
  const { body } = node;
  if (body?.type === "BlockStatement") return body.body.length === 0;
  return (
    (body?.type === "Identifier" && body.name === "undefined") ||
    (body?.type === "UnaryExpression" && body.operator === "void")
  );
}

const switchOff =
  /\b(oxlint|eslint)-disable|@ts-(ignore|expect-error|nocheck)|\bbiome-ignore|\bjscpd:ignore|\b(cspell|spell-?checker):\s*(disable|ignore|words)|\b(v8|c8|istanbul) ignore|@(public|internal|alias)\b|\bprettier-ignore/i;

function switches(module: Module): readonly Finding[] {
  const { found, report } = findingsIn(module);
  for (const { start, value } of module.comments) {
    const match = switchOff.exec(value);
    if (match !== null) report(start, `\`${match[0]}\` switches a gate off; mend what it says`);
  }
  return found;
}
