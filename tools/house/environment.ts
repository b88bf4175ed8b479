// House rule: the environment is read in `config.ts` files only, so that every setting has one place where it is shaped.
import { type Node, Visitor } from "oxc-parser";
import { isConfig } from "./places.ts";
import { type Finding, findingsIn, type Rule } from "./rule.ts";
import { dottedName } from "./syntax.ts";
import type { Module } from "./tree.ts";

export const environment: Rule = {
  name: "environment",
  sentence: "The environment is read only in a `config.ts`.",
  find: ({ modules }) => modules.filter(({ path }) => !isConfig(path)).flatMap(reads),
};

function reads(module: Module): readonly Finding[] {
  const { found, report } = findingsIn(module);
  const names = new Set(["process"]);
  const complain = (node: Node): void =>
    report(node.start, "the environment is read in config.ts only; pass the value in");
  new Visitor({
    ImportDeclaration: ({ source, specifiers }) => {
      if (source.value !== "node:process" && source.value !== "process") return;
      for (const one of specifiers) {
        if (one.type !== "ImportSpecifier") names.add(one.local.name);
        else if (one.imported.type === "Identifier" && one.imported.name === "env") complain(one);
      }
    },
    MemberExpression: (node) => {
      const name = dottedName(node);
      if (name !== undefined && [...names].some((process) => name === `${process}.env`)) complain(node);
    },
    VariableDeclarator: ({ id, init }) => {
      const name = init === null ? undefined : dottedName(init);
      if (id.type !== "ObjectPattern" || name === undefined || !names.has(name)) return;
      for (const one of id.properties) {
        if (one.type === "Property" && one.key.type === "Identifier" && one.key.name === "env") complain(one);
      }
    },
  }).visit(module.program);
  return found;
}
