// House rule: no file imports itself through others, by types included.
import { importsOf, makeResolver } from "./imports.ts";
import type { Finding, Rule } from "./rule.ts";

export const importCycles: Rule = {
  name: "import-cycles",
  sentence: "There are no import cycles, types included.",
  find: (tree) => {
    const resolve = makeResolver(tree);
    const edges = new Map(
      tree.modules.map((module) => [
        module.path,
        importsOf(module).flatMap(({ specifier }) => resolve(module.path, specifier) ?? []),
      ]),
    );
    return findCycles(edges);
  },
};

// Depth first with the path so far; a file that was finished is on no cycle that was not seen already.
function findCycles(edges: ReadonlyMap<string, readonly string[]>): readonly Finding[] {
  const found: Finding[] = [];
  const finished = new Set<string>();
  const way: string[] = [];
  const enter = (path: string): void => {
    if (finished.has(path)) return;
    const at = way.indexOf(path);
    if (at !== -1) {
      found.push({ path, line: 0, message: `import cycle: ${[...way.slice(at), path].join(" → ")}` });
      return;
    }
    way.push(path);
    for (const next of edges.get(path) ?? []) enter(next);
    way.pop();
    finished.add(path);
  };
  for (const path of edges.keys()) enter(path);
  return found;
}
