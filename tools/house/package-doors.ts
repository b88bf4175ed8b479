// House rule: each package says what it is and exports only doors that exist; nothing is published yet.
import { posix } from "node:path";
import type { Finding, Rule } from "./rule.ts";
import type { SourceFile, Tree } from "./tree.ts";

export const packageDoors: Rule = {
  name: "package-doors",
  sentence:
    "A package is named as its folder, is private until it is published, and exports doors that exist.",
  find: (tree) =>
    tree.files
      .filter(({ path }) => /^packages\/[^/]+\/package\.json$/.test(path))
      .flatMap((file) => faults(file, tree)),
};

interface Manifest {
  readonly name?: string;
  readonly private?: boolean;
  readonly type?: string;
  readonly license?: string;
  readonly exports?: Readonly<Record<string, string>>;
  readonly bin?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

function faults({ path, text }: SourceFile, tree: Tree): readonly Finding[] {
  const manifest = JSON.parse(text) as Manifest;
  const folder = posix.dirname(path);
  const name = posix.basename(folder);
  const doors = [...Object.values(manifest.exports ?? {}), ...Object.values(manifest.bin ?? {})];
  const ranges = Object.entries({
    ...manifest.dependencies,
    ...manifest.devDependencies,
    ...manifest.optionalDependencies,
  });
  const sentences = [
    manifest.name === `@makima/${name}` || (name === "cli" && manifest.name === "makima")
      ? ""
      : `the name is ${manifest.name}, not @makima/${name}`,
    manifest.private === true ? "" : "private is not true, and nothing is published yet",
    manifest.type === "module" ? "" : 'type is not "module"',
    manifest.license === undefined ? "there is no license" : "",
    ...doors.map((door) =>
      leadsSomewhere({ folder, door, tree }) ? "" : `${door} is exported and does not exist`,
    ),
    ...ranges.map(([dependency, range]) =>
      /^\d/.test(range) ? "" : `${dependency} is "${range}", not an exact version`,
    ),
  ];
  return sentences.filter((message) => message !== "").map((message) => ({ path, line: 0, message }));
}

// A door with stars stands for the faces of all nouns, one name for every star: `./*/*.ts` is `./task/task.ts`.
function leadsSomewhere({ folder, door, tree }: { folder: string; door: string; tree: Tree }): boolean {
  const [before = "", ...rest] = posix.join(folder, door).split("*").map(escaped);
  const [first, ...others] = rest;
  const pattern = first === undefined ? before : `${before}([^/]+)${[first, ...others].join("\\1")}`;
  return tree.files.some(({ path }) => new RegExp(`^${pattern}$`).test(path));
}

function escaped(text: string): string {
  return text.replace(/[.\\$^+?()[\]{}|]/g, "\\$&");
}
