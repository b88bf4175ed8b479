// What a module imports, in every form that TypeScript has, and which file of the checkout that is.
import { posix } from "node:path";
import { type Node, Visitor } from "oxc-parser";
import { type Finding, lineAt } from "./rule.ts";
import type { Module, Tree } from "./tree.ts";

export interface Import {
  readonly specifier: string;
  readonly line: number;
  /** Only types: nothing of it is there when the program runs. */
  readonly isType: boolean;
}

/** Every import of a module: statements, re-exports, dynamic imports and `import("…")` types. */
export function importsOf(module: Module): readonly Import[] {
  const found: Import[] = [];
  const add = (source: Node | null, isType: boolean): void => {
    if (source?.type !== "Literal" || typeof source.value !== "string") return;
    found.push({ specifier: source.value, line: lineAt(module.text, source.start), isType });
  };
  new Visitor({
    ImportDeclaration: (node) => {
      const named = node.specifiers.filter((one) => one.type === "ImportSpecifier");
      const allTypes =
        named.length > 0 &&
        named.length === node.specifiers.length &&
        named.every((one) => one.importKind === "type");
      add(node.source, node.importKind === "type" || allTypes);
    },
    ExportNamedDeclaration: (node) => add(node.source, node.exportKind === "type"),
    ExportAllDeclaration: (node) => add(node.source, node.exportKind === "type"),
    ImportExpression: (node) => add(node.source, false),
    TSImportType: (node) => add(node.source, true),
  }).visit(module.program);
  return found;
}

/** Asks `judge` about every import of the tree; what it answers, where it answers, are the findings. */
export function judgeImports(
  tree: Tree,
  judge: (seen: SeenImport) => string | undefined,
): readonly Finding[] {
  const resolve = makeResolver(tree);
  return tree.modules.flatMap(({ path, ...module }) =>
    importsOf({ path, ...module }).flatMap(({ specifier, line }) => {
      const message = judge({ path, specifier, target: resolve(path, specifier) });
      return message === undefined ? [] : [{ path, line, message }];
    }),
  );
}

export interface SeenImport {
  /** The importing file. */
  readonly path: string;
  readonly specifier: string;
  /** The imported file, or undefined when it is none of ours. */
  readonly target: string | undefined;
}

/** Finds the file that a specifier means: by relative path, or by the `exports` of one of our packages; undefined for anything else. */
export function makeResolver(tree: Tree): (from: string, specifier: string) => string | undefined {
  const packages = tree.files
    .filter((file) => /^packages\/[^/]+\/package\.json$/.test(file.path))
    .map(readPackage);
  return (from, specifier) => {
    if (specifier.startsWith(".")) return posix.join(posix.dirname(from), specifier);
    const owner = packages.find(({ name }) => specifier === name || specifier.startsWith(`${name}/`));
    return owner && resolveExport(owner, `.${specifier.slice(owner.name.length)}`);
  };
}

interface OurPackage {
  readonly name: string;
  readonly folder: string;
  readonly exports: Readonly<Record<string, string>>;
}

function readPackage(file: { path: string; text: string }): OurPackage {
  const { name, exports } = JSON.parse(file.text) as { name: string; exports?: Record<string, string> };
  return { name, folder: posix.dirname(file.path), exports: exports ?? {} };
}

// A door that is not exported still belongs to the package: the path in it is then the answer, so that a rule about
// packages sees the import; that it cannot be loaded is the compiler's finding.
function resolveExport({ folder, exports }: OurPackage, door: string): string {
  for (const [pattern, target] of Object.entries(exports)) {
    const [before = "", after] = pattern.split("*");
    if (after === undefined && pattern === door) return posix.join(folder, target);
    if (after !== undefined && door.startsWith(before) && door.endsWith(after)) {
      const star = door.slice(before.length, door.length - after.length);
      return posix.join(folder, target.replaceAll("*", star));
    }
  }
  return posix.join(folder, door);
}
