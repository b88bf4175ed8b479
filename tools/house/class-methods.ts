// House rule: a class has at most 12 methods, accessors and function-valued properties among them.
import { type Class, type ClassElement, Visitor } from "oxc-parser";
import { type Finding, findingsIn, type Rule } from "./rule.ts";
import type { Module } from "./tree.ts";

const mostMethods = 12;

export const classMethods: Rule = {
  name: "class-methods",
  sentence: `A class has at most ${mostMethods} methods.`,
  find: ({ modules }) => modules.flatMap(fatClasses),
};

function fatClasses(module: Module): readonly Finding[] {
  const { found, report } = findingsIn(module);
  const count = (node: Class): void => {
    const methods = node.body.body.filter(isMethod).length;
    if (methods > mostMethods) report(node.start, `a class of ${methods} methods (${mostMethods} at most)`);
  };
  new Visitor({ ClassDeclaration: count, ClassExpression: count }).visit(module.program);
  return found;
}

function isMethod(member: ClassElement): boolean {
  if (member.type === "MethodDefinition") return member.kind !== "constructor";
  if (member.type !== "PropertyDefinition") return false;
  return member.value?.type === "ArrowFunctionExpression" || member.value?.type === "FunctionExpression";
}
