// House rule: no decision is made by an error's text; texts are for people and change, codes and classes are for programs.
import { type Node, Visitor } from "oxc-parser";
import { type Finding, findingsIn, type Rule } from "./rule.ts";
import { propertyName } from "./syntax.ts";
import type { Module } from "./tree.ts";

export const errorText: Rule = {
  name: "error-text",
  sentence: "No decision by an error's text; decide by its code or class.",
  find: ({ modules }) => modules.flatMap(decisions),
};

const questions = new Set([
  "includes",
  "match",
  "matchAll",
  "startsWith",
  "endsWith",
  "indexOf",
  "search",
  "localeCompare",
]);
const errorName = /^(e|err|cause|reason|failure|exception)$|(error|err|cause|exception)$/i;

function decisions(module: Module): readonly Finding[] {
  const { found, report } = findingsIn(module);
  const caught = new Set<string>();
  const isText = (node: Node): boolean => isErrorText(node, caught);
  const complain = (node: { start: number }): void =>
    report(node.start, "a decision by an error's text; decide by its code or class");
  new Visitor({
    CatchClause: ({ param }) => {
      if (param?.type === "Identifier") caught.add(param.name);
    },
    CallExpression: (node) => {
      const name = propertyName(node.callee);
      if (node.callee.type !== "MemberExpression" || name === undefined) return;
      const asksText = questions.has(name) && isText(node.callee.object);
      const testsText = (name === "test" || name === "exec") && node.arguments.some(isText);
      if (asksText || testsText) complain(node);
    },
    BinaryExpression: (node) => {
      if (/^[!=]==?$/.test(node.operator) && (isText(node.left) || isText(node.right))) complain(node);
    },
    SwitchStatement: (node) => isText(node.discriminant) && complain(node),
  }).visit(module.program);
  return found;
}

/** `error.message`, `(error as Error).stack`, `String(error)`, `error.toString()`, `` `${error}` ``, and those in lower case or trimmed. */
function isErrorText(node: Node, caught: ReadonlySet<string>): boolean {
  if (node.type === "ChainExpression" || node.type === "ParenthesizedExpression")
    return isErrorText(node.expression, caught);
  if (node.type === "TemplateLiteral") return node.expressions.some((one) => isError(one, caught));
  if (node.type === "MemberExpression")
    return /^(message|stack)$/.test(propertyName(node) ?? "") && isError(node.object, caught);
  if (node.type !== "CallExpression") return false;
  const {
    callee,
    arguments: [first],
  } = node;
  if (callee.type === "Identifier")
    return callee.name === "String" && first !== undefined && isError(first, caught);
  if (callee.type !== "MemberExpression") return false;
  if (propertyName(callee) === "toString") return isError(callee.object, caught);
  return (
    /^(to(Lower|Upper)Case|trim)$/.test(propertyName(callee) ?? "") && isErrorText(callee.object, caught)
  );
}

function isError(node: Node, caught: ReadonlySet<string>): boolean {
  if (node.type === "ChainExpression" || node.type === "ParenthesizedExpression")
    return isError(node.expression, caught);
  if (node.type === "TSAsExpression") {
    const { typeAnnotation: type } = node;
    const isErrorType =
      type.type === "TSTypeReference" &&
      type.typeName.type === "Identifier" &&
      /(Error|Exception)$/.test(type.typeName.name);
    return isErrorType || isError(node.expression, caught);
  }
  if (node.type === "Identifier") return caught.has(node.name) || errorName.test(node.name);
  return errorName.test(propertyName(node) ?? "");
}
