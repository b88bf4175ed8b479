// A worktree as a plain tree: what stands at each path. The model that real git is compared with.

export type Entry =
  | { readonly kind: "file"; readonly content: string; readonly isExecutable: boolean }
  | { readonly kind: "link"; readonly target: string };

/** By path, without a leading slash. Contents are latin1 spellings of bytes. Folders are there as far as something is in them. */
export type PlainTree = ReadonlyMap<string, Entry>;

export type Edit =
  | { readonly do: "put"; readonly path: string; readonly entry: Entry }
  | { readonly do: "remove"; readonly path: string }
  | { readonly do: "move"; readonly path: string; readonly to: string }
  | { readonly do: "flip"; readonly path: string };

/** A file in place of a folder takes all of the folder away, and something below a file takes the file away. */
export function editTree(tree: PlainTree, edit: Edit): PlainTree {
  switch (edit.do) {
    case "put":
      return new Map([...without(tree, edit.path), [edit.path, edit.entry]]);
    case "remove":
      return new Map([...tree].filter(([path]) => !isWithin(path, edit.path)));
    case "move": {
      const moved = [...tree].filter(([path]) => isWithin(path, edit.path));
      if (moved.length === 0 || isWithin(edit.to, edit.path) || isWithin(edit.path, edit.to)) return tree;
      const rest = new Map([...tree].filter(([path]) => !isWithin(path, edit.path)));
      return new Map([
        ...without(rest, edit.to),
        ...moved.map(([path, entry]) => [edit.to + path.slice(edit.path.length), entry] as const),
      ]);
    }
    case "flip": {
      const entry = tree.get(edit.path);
      if (entry?.kind !== "file") return tree;
      return new Map([...tree, [edit.path, { ...entry, isExecutable: !entry.isExecutable }]]);
    }
  }
}

/** What is in the way of something at this path is gone. */
const without = (tree: PlainTree, path: string): [string, Entry][] =>
  [...tree].filter(([other]) => !isWithin(other, path) && !isWithin(path, other));

const isWithin = (path: string, folder: string): boolean => path === folder || path.startsWith(`${folder}/`);

/** For comparison: in the order of the paths. */
export const listTree = (tree: PlainTree): [string, Entry][] =>
  [...tree].toSorted(([a], [b]) => (a < b ? -1 : 1));
