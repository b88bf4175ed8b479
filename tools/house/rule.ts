// What a house rule is: a name, the sentence of STYLE.md, and a pure function from the tree to what breaks the rule.
import type { Module, Tree } from "./tree.ts";

export interface Finding {
  readonly path: string;
  /** From 1; 0 where the whole file is meant. */
  readonly line: number;
  readonly message: string;
}

export interface Rule {
  readonly name: string;
  readonly sentence: string;
  readonly find: (tree: Tree) => readonly Finding[];
}

/** Begins a list of findings in one module: `report(offset, message)` adds one, `found` is the list. */
export function findingsIn(module: Module): {
  found: Finding[];
  report: (offset: number, message: string) => void;
} {
  const found: Finding[] = [];
  const report = (offset: number, message: string): void => {
    found.push({ path: module.path, line: lineAt(module.text, offset), message });
  };
  return { found, report };
}

export function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf("\n"); at !== -1 && at < offset; at = text.indexOf("\n", at + 1)) line += 1;
  return line;
}
