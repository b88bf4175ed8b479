// The files of the checkout as the house rules see them: path, text, and for code the syntax tree and its comments.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Comment, type Program, parseSync } from "oxc-parser";

export interface SourceFile {
  /** From the root of the checkout, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

export interface Module extends SourceFile {
  readonly program: Program;
  readonly comments: readonly Comment[];
}

export interface Tree {
  readonly files: readonly SourceFile[];
  /** The files that are code (TypeScript, JavaScript), generated ones too, parsed. */
  readonly modules: readonly Module[];
}

/** Reads every text file below `root`, without installed packages and what programs leave behind. */
export function readTree(root: string): Tree {
  return treeOf(
    Object.fromEntries(pathsBelow(root, "").map((path) => [path, readFileSync(join(root, path), "utf8")])),
  );
}

/** A tree from texts by path; the rules' own tests make their samples with it. Throws on a file that does not parse. */
export function treeOf(texts: Readonly<Record<string, string>>): Tree {
  const files = Object.entries(texts).map(([path, text]) => ({ path, text }));
  return { files, modules: files.filter((file) => isCode.test(file.path)).map(parse) };
}

const isCode = /\.(ts|tsx|js|mjs|cjs)$/;
const isText = /\.(ts|tsx|js|mjs|cjs|json|sql|md|css|html|ya?ml|sh|txt|lock)$|\/run$|\/?\.[a-z]+rc$/;
const isLeftBehind = new Set(["node_modules", ".git", "coverage", ".makima", "dist"]);

function pathsBelow(root: string, folder: string): readonly string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) return isLeftBehind.has(entry.name) ? [] : pathsBelow(root, path);
    return entry.isFile() && isText.test(path) ? [path] : [];
  });
}

function parse(file: SourceFile): Module {
  const { program, comments, errors } = parseSync(file.path, file.text);
  const [first] = errors;
  if (first !== undefined) throw new Error(`${file.path} does not parse: ${first.message}`);
  return { ...file, program, comments };
}
