// The files of a moment as a tree, and what of it is seen: what is open, or what fits the words that are searched for.
import type { CodeFiles } from "@makima/protocol/code";

type Listed = CodeFiles["files"][number];

/** `place`: of a file in the list; `path`: of a folder, with a slash at its end. */
export type TreeRow =
  | { kind: "folder"; path: string; name: string; depth: number; isOpen: boolean; count: number }
  | { kind: "file"; path: string; name: string; depth: number; place: number; file: Listed };

type Folder = { folders: Map<string, Folder>; files: { name: string; place: number }[]; count: number };

export function makeTree(files: readonly Listed[]): Folder {
  const root = emptyFolder();
  files.forEach(({ path }, place) => {
    const parts = path.split("/");
    const name = parts.pop() ?? "";
    let at = root;
    for (const part of parts) {
      at.count += 1;
      const next = at.folders.get(part) ?? emptyFolder();
      at.folders.set(part, next);
      at = next;
    }
    at.count += 1;
    at.files.push({ name, place });
  });
  return root;
}

const emptyFolder = (): Folder => ({ folders: new Map(), files: [], count: 0 });

/** Folders before files; of a folder that is closed only itself. */
export function rowsOfTree(tree: Folder, files: readonly Listed[], open: ReadonlySet<string>): TreeRow[] {
  const walk = (folder: Folder, at: { path: string; depth: number }): TreeRow[] => [
    ...[...folder.folders].flatMap(([name, inner]): TreeRow[] => {
      const path = `${at.path}${name}/`;
      const isOpen = open.has(path);
      const row = { kind: "folder" as const, path, name, depth: at.depth, isOpen, count: inner.count };
      return isOpen ? [row, ...walk(inner, { path, depth: at.depth + 1 })] : [row];
    }),
    ...folder.files.flatMap(({ name, place }): TreeRow[] => {
      const file = files[place];
      return file === undefined
        ? []
        : [{ kind: "file", path: file.path, name, depth: at.depth, place, file }];
    }),
  ];
  return walk(tree, { path: "", depth: 0 });
}

/** Flat, with whole paths. */
export function rowsThatFit(files: readonly Listed[], words: string): TreeRow[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  return files.flatMap((file, place): TreeRow[] => {
    const path = file.path.toLowerCase();
    if (!wanted.every((word) => path.includes(word))) return [];
    return [{ kind: "file", path: file.path, name: file.path, depth: 0, place, file }];
  });
}
