// House rule: a table of the server has one writer: the files `writer.ts` and `*-writer.ts` of one folder.
import { posix } from "node:path";
import { type Node, Visitor } from "oxc-parser";
import { isGenerated, isTest } from "./places.ts";
import { type Finding, lineAt, type Rule } from "./rule.ts";
import { propertyName } from "./syntax.ts";
import type { Module } from "./tree.ts";

export const tableWriters: Rule = {
  name: "table-writers",
  sentence:
    "A table is written by one folder only, in its `writer.ts` (or `*-writer.ts`). Tests may break tables to prove that they hold.",
  find: ({ modules }) => {
    const writes = modules
      .filter(({ path }) => path.startsWith("packages/server/") && !isTest(path) && !isGenerated(path))
      .flatMap(writesIn);
    const owners = new Map<string, string>();
    for (const { table, path } of writes) {
      if (isWriter(path) && !owners.has(table)) owners.set(table, posix.dirname(path));
    }
    return writes.flatMap((write) => fault(write, owners));
  },
};

interface Write {
  readonly path: string;
  readonly line: number;
  /** Empty where the name is put in by the program. */
  readonly table: string;
}

const statement =
  /\b(?:insert\s+into|merge\s+into|delete\s+from|truncate(?:\s+table)?|copy|update)(?:\s+only)?\s+(?:(?:public\.)?"?([a-z_][a-z0-9_]*)"?|(?=\0))/gi;
const builders = /^(insertInto|replaceInto|mergeInto|updateTable|deleteFrom)$/;

function writesIn(module: Module): readonly Write[] {
  const writes: Write[] = [];
  const add = (offset: number, table: string): void => {
    writes.push({ path: module.path, line: lineAt(module.text, offset), table: table.toLowerCase() });
  };
  const scan = (text: string, start: number): void => {
    for (const match of text.matchAll(statement)) {
      if (isWrite(text, match)) add(start + match.index, match[1] ?? "");
    }
  };
  new Visitor({
    Literal: (node) => typeof node.value === "string" && scan(node.value, node.start),
    // Each value put into a template stands as a NUL, which no statement holds, so offsets are those of the pieces only.
    TemplateLiteral: (node) => scan(node.quasis.map((piece) => piece.value.raw).join("\0"), node.start),
    CallExpression: ({ callee, arguments: [first], start }) => {
      if (builders.test(propertyName(callee) ?? "")) add(start, first === undefined ? "" : literal(first));
    },
  }).visit(module.program);
  return writes;
}

// `for update`, `on conflict do update set`, `copy (select …) to` and plain prose ("nothing to delete from here") write
// no table: a statement begins a line, or stands after a bracket, a semicolon, `then`, or something put in.
function isWrite(text: string, match: RegExpExecArray): boolean {
  if (!/(^|[\n(;\0]|\b(then|analyze))[ \t]*$/i.test(text.slice(0, match.index))) return false;
  const verb = match[0].trimStart().slice(0, 6).toLowerCase();
  const after = text.slice(match.index + match[0].length);
  if (verb === "update")
    return (
      match[1]?.toLowerCase() !== "set" && /^(\s+(as\s+)?[a-z_]\w*)?\s+set\s/i.test(after.replace(/^\0/, ""))
    );
  if (verb === "insert")
    return /^\0?(\s+as\s+\w+)?\s*(\(|\0|select\b|values\b|default\b|overriding\b)/i.test(after);
  if (verb === "merge ") return /^\0?(\s+(as\s+)?\w+)?\s+using\b/i.test(after);
  if (verb.startsWith("copy")) return /^\0?\s*(\([^)]*\))?\s*from\s/i.test(after);
  return /^\0?(\s+(as\s+)?\w+)?\s*($|;|where\b|using\b|returning\b|cascade\b|\)|\0|,)/i.test(after);
}

function literal(node: Node): string {
  return node.type === "Literal" && typeof node.value === "string" ? (node.value.split(" ")[0] ?? "") : "";
}

function isWriter(path: string): boolean {
  return /(^|\/)([a-z0-9-]+-)?writer\.ts$/.test(path);
}

function fault({ path, line, table }: Write, owners: ReadonlyMap<string, string>): readonly Finding[] {
  if (table === "") return [{ path, line, message: "writes a table whose name is put together; name it" }];
  if (!isWriter(path)) return [{ path, line, message: `writes ${table} outside a writer.ts` }];
  const owner = owners.get(table);
  if (owner === posix.dirname(path)) return [];
  return [{ path, line, message: `writes ${table}, which ${owner}/ writes` }];
}
