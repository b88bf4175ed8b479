// House rules: clock, randomness, process start and sockets are touched in `ports/` folders only, so that tests can drive them.
import { type Node, Visitor } from "oxc-parser";
import { importsOf } from "./imports.ts";
import { isPort } from "./places.ts";
import { type Finding, findingsIn, type Rule } from "./rule.ts";
import { dottedName, propertyName } from "./syntax.ts";
import type { Module } from "./tree.ts";

export const clock: Rule = portRule({
  name: "clock",
  what: "the clock",
  modules: /^(node:)?perf_hooks$/,
  reads: /^(Date\.now|performance\.(now|timeOrigin)|process\.(hrtime|uptime)|Temporal\.Now\..*)$/,
  calls: ({ node, name }) =>
    name === "Date" && (node.type === "CallExpression" || node.arguments.length === 0),
});

export const randomness: Rule = portRule({
  name: "randomness",
  what: "randomness",
  reads: /^(Math\.random|crypto\.(random\w*|getRandomValues|generate\w+)|(webcrypto|crypto\.webcrypto)\..*)$/,
  bindings:
    /^(random(Bytes|Int|UUID|UUIDv7|Fill|FillSync)|getRandomValues|generateKey(Pair)?(Sync)?|webcrypto)$/,
});

export const processStart: Rule = portRule({
  name: "process-start",
  what: "starting a process",
  modules: /^((node:)?(child_process|cluster|worker_threads)|execa|cross-spawn|node-pty)$/,
});

export const sockets: Rule = portRule({
  name: "sockets",
  what: "a socket",
  modules: /^((node:)?(net|tls|http|https|http2|dgram)|ws|undici)$/,
  calls: ({ node, name, property }) =>
    (property === "listen" && takesAddress(node.arguments[0])) ||
    (node.type === "NewExpression" && (name === "WebSocket" || name === "EventSource")),
});

interface PortRule {
  readonly name: string;
  readonly what: string;
  /** Modules that are nothing else; their types may be imported anywhere. */
  readonly modules?: RegExp;
  /** Dotted names that may not be read. */
  readonly reads?: RegExp;
  /** Names that may not be imported from node:crypto. */
  readonly bindings?: RegExp;
  readonly calls?: (call: Call) => boolean;
}

interface Call {
  readonly node: {
    readonly type: "CallExpression" | "NewExpression";
    readonly arguments: readonly Node[];
  };
  /** What is called, dotted. */
  readonly name: string | undefined;
  /** The last part of what is called, also when the rest is computed. */
  readonly property: string | undefined;
}

/** `listen()`, `listen(0)`, `listen({ port })`; a listener of something else takes a name or a function. */
function takesAddress(first: Node | undefined): boolean {
  if (first === undefined || first.type === "ObjectExpression") return true;
  return first.type === "Literal" && typeof first.value === "number";
}

function portRule(rule: PortRule): Rule {
  return {
    name: rule.name,
    sentence: `${rule.what[0]?.toUpperCase()}${rule.what.slice(1)} is touched only in a \`ports/\` folder.`,
    find: ({ modules }) =>
      modules.filter(({ path }) => !isPort(path)).flatMap((module) => touches(module, rule)),
  };
}

function touches(module: Module, rule: PortRule): readonly Finding[] {
  const { found, report } = findingsIn(module);
  const complain = (node: { start: number }, how: string): void =>
    report(node.start, `${rule.what} belongs to a ports/ folder, and this is ${how}`);
  for (const { specifier, line, isType } of importsOf(module)) {
    if (!isType && rule.modules?.test(specifier)) {
      found.push({
        path: module.path,
        line,
        message: `${rule.what} belongs to a ports/ folder, and this is an import of ${specifier}`,
      });
    }
  }
  const checkCall = (node: Call["node"] & { start: number; callee: Node }): void => {
    const call = { node, name: dottedName(node.callee), property: propertyName(node.callee) };
    if (rule.calls?.(call)) complain(node, `a call of ${call.name ?? call.property}`);
  };
  new Visitor({
    ImportDeclaration: ({ source, specifiers }) => {
      if (!/^(node:)?crypto$/.test(source.value)) return;
      for (const one of specifiers) {
        const name =
          one.type === "ImportSpecifier" && one.imported.type === "Identifier" ? one.imported.name : "";
        if (rule.bindings?.test(name)) complain(one, `an import of ${name}`);
      }
    },
    MemberExpression: (node) => {
      const name = dottedName(node);
      if (name !== undefined && rule.reads?.test(name)) complain(node, name);
    },
    CallExpression: checkCall,
    NewExpression: checkCall,
  }).visit(module.program);
  return found;
}
