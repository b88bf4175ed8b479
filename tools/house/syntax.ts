// Questions about syntax that several rules ask.
import type { Node } from "oxc-parser";

/** `a.b.c` or `a["b"].c` as "a.b.c", with `globalThis.` and optional chaining left out; undefined for anything with a computed or called part. */
export function dottedName(node: Node): string | undefined {
  if (node.type === "Identifier") return node.name;
  if (node.type === "ThisExpression") return "this";
  if (node.type === "ChainExpression") return dottedName(node.expression);
  if (node.type !== "MemberExpression") return undefined;
  const object = dottedName(node.object);
  const property = propertyName(node);
  if (object === undefined || property === undefined) return undefined;
  return object === "globalThis" ? property : `${object}.${property}`;
}

/** The name of the property that a member expression reads, when it stands in the source. */
export function propertyName(node: Node): string | undefined {
  if (node.type !== "MemberExpression") return undefined;
  if (!node.computed && node.property.type === "Identifier") return node.property.name;
  return node.property.type === "Literal" && typeof node.property.value === "string"
    ? node.property.value
    : undefined;
}
