// House rule: migrations are numbered without gaps, and one that was released is never changed.
import { createHash } from "node:crypto";
import { posix } from "node:path";
import type { Finding, Rule } from "./rule.ts";
import type { SourceFile, Tree } from "./tree.ts";

const lockPath = "docs/reference/migrations.lock";

export const migrations: Rule = {
  name: "migrations",
  sentence: `Migrations are numbered from 0001 without gaps; those in ${lockPath} (sha256, name) are frozen.`,
  find: (tree) => {
    const files = tree.files
      .filter(({ path }) => /\/migrations\/[^/]+\.sql$/.test(path))
      .toSorted((a, b) => a.path.localeCompare(b.path));
    return [...files.flatMap(misnumbered), ...changed(tree, files)];
  },
};

function misnumbered({ path }: SourceFile, index: number): readonly Finding[] {
  const wanted = String(index + 1).padStart(4, "0");
  if (posix.basename(path).startsWith(`${wanted}_`) || posix.basename(path).startsWith(`${wanted}-`))
    return [];
  return [{ path, line: 0, message: `is the ${index + 1}. migration; its number should be ${wanted}` }];
}

// The list is written at each release; before the first one there is none.
function changed(tree: Tree, files: readonly SourceFile[]): readonly Finding[] {
  const lock = tree.files.find(({ path }) => path === lockPath);
  const lines = lock?.text.split("\n").filter((line) => line !== "") ?? [];
  return lines.flatMap((text, index) => {
    const [hash, name] = text.split(/\s+/);
    const file = files.find(({ path }) => posix.basename(path) === name);
    if (file !== undefined && createHash("sha256").update(file.text).digest("hex") === hash) return [];
    return [
      {
        path: lockPath,
        line: index + 1,
        message: `${name} was released and is ${file === undefined ? "gone" : "changed"}; add a new migration instead`,
      },
    ];
  });
}
