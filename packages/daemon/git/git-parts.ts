// The typed parts that a git command line is built from, so that no string from outside can ever be read as an option.

declare const kind: unique symbol;

/** 40 or 64 lower-case hexadecimal digits. */
export type ObjectId = string & { readonly [kind]: "object id" };
/** A full name below `refs/`, safe as an argument. */
export type RefName = string & { readonly [kind]: "ref" };
/** An absolute path on this machine. */
export type LocalPath = string & { readonly [kind]: "path" };
/** `--exclude=/<pattern>`: from the root on, and before what any file says. */
export type Exclude = string & { readonly [kind]: "exclude" };
/** `--exclude-from=<path>`: a file with patterns, which count after all others. */
export type ExcludeFrom = string & { readonly [kind]: "exclude from" };
/** `[+]source:destination`, for fetch. */
export type Refspec = string & { readonly [kind]: "refspec" };

const subcommands = [
  "bundle",
  "cat-file",
  "check-attr",
  "commit-tree",
  "diff-files",
  "diff-index",
  "diff-tree",
  "fetch",
  "for-each-ref",
  "hash-object",
  "init",
  "log",
  "ls-tree",
  "ls-files",
  "merge-base",
  "merge-tree",
  "read-tree",
  "rev-parse",
  "symbolic-ref",
  "update-index",
  "update-ref",
  "write-tree",
] as const;
type Subcommand = (typeof subcommands)[number];

/** Every option (and word of `bundle` and `check-attr`) that we ever pass, value included: an option that is not in this list cannot be passed. */
const flags = [
  "--absolute-git-dir",
  "--add",
  "--all",
  "--bare",
  "--batch-check",
  "--cached",
  "--date-order",
  "--deduplicate",
  "--directory",
  "--exclude-standard",
  "--first-parent",
  "--force",
  "--full-tree",
  "--long",
  "--format=%(objectname)%00%(refname)",
  "--format=%(objectname)%00%(refname)%00%(worktreepath)",
  "--format=%H",
  "--format=%(trailers:key=Makima-Rewind,valueonly,separator=%x2C)",
  "--format=%H%x1f%(trailers:key=Makima-Merge,valueonly,separator=%x2C)",
  "--git-common-dir",
  "--ignored",
  "--index-info",
  "--is-ancestor",
  "--is-bare-repository",
  "--max-count=1",
  "--modified",
  "--name-only",
  "--no-abbrev",
  "--no-auto-gc",
  "--no-color",
  "--no-filters",
  "--no-ext-diff",
  "--no-messages",
  "--no-recurse-submodules",
  "--no-renames",
  "--no-tags",
  "--no-textconv",
  "--no-write-fetch-head",
  "--numstat",
  "--object-format=sha1",
  "--object-format=sha256",
  "--others",
  "--path-format=absolute",
  "--quiet",
  "--raw",
  "--remove",
  "--replace",
  "--reset",
  "--show-toplevel",
  "--stage",
  "--stdin",
  "--stdin-paths",
  "--template=",
  "--unmerged",
  "--update-shallow",
  "--verify",
  "--write-tree",
  "--ignore-submodules=all",
  "--ignore-submodules=dirty",
  "-e",
  "-p",
  "-r",
  "-u",
  "-z",
  "create",
  "eol",
  "filter",
  "ident",
  "list-heads",
  "text",
  "verify",
  "working-tree-encoding",
] as const;
type Flag = (typeof flags)[number];

/** Of every fetch, whoever's git it is: it brings what is asked for, and starts and leaves nothing else. */
export const FETCH_FLAGS = [
  "--quiet",
  "--no-tags",
  "--no-write-fetch-head",
  "--no-auto-gc",
  "--no-recurse-submodules",
] as const;

/** `HEAD` stands for itself. */
export type GitPart = Flag | ObjectId | RefName | LocalPath | Refspec | Exclude | ExcludeFrom | "HEAD";
export type GitCommand = readonly [Subcommand, ...GitPart[]];

/** The options whose value comes from elsewhere; their slash is ours. */
const withValue = /^--exclude(?:-from)?=\//;

const known = new Set<string>(flags);

/** The argument list; throws when a part that is no listed option could be read as one. */
export function buildArguments(command: GitCommand): readonly string[] {
  const [subcommand, ...parts] = command;
  for (const part of parts) {
    if (part.startsWith("-") && !known.has(part) && !withValue.test(part))
      throw new TypeError(`Not an option that we pass: ${part}`);
    if (part.includes("\0")) throw new TypeError("An argument cannot hold a NUL");
  }
  return [subcommand, ...parts];
}

export function parseObjectId(text: string): ObjectId {
  if (!/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text))
    throw new TypeError(`Not a full object id: ${text.slice(0, 80)}`);
  return text as ObjectId;
}

/** The tree of a commit, as git's own spelling of it. */
export function treeOf(commit: ObjectId): ObjectId {
  return `${commit}^{tree}` as ObjectId;
}

/** The first parent of a commit, likewise. */
export function parentOf(commit: ObjectId): ObjectId {
  return `${commit}^` as ObjectId;
}

export function parseRefName(text: string): RefName {
  // Letters of any script may stand in the names that people gave; what git's own syntax uses may not.
  const wellFormed =
    /^refs\/[^\s~^:?*[\\\p{Cc}]+$/u.test(text) && !/\.\.|@\{|\/\/|\/\.|\.lock(?:\/|$)|[/.]$/.test(text);
  if (!wellFormed) throw new TypeError(`Not a full ref name: ${text.slice(0, 80)}`);
  return text as RefName;
}

export function parseLocalPath(text: string): LocalPath {
  if (!text.startsWith("/") || text.includes("\0"))
    throw new TypeError(`Not an absolute path: ${text.slice(0, 200)}`);
  return text as LocalPath;
}

export function exclude(pattern: string): Exclude {
  return `--exclude=/${pattern}` as Exclude;
}

export function excludeFrom(file: LocalPath): ExcludeFrom {
  return `--exclude-from=${file}` as ExcludeFrom;
}

export function refspec(spec: { from: RefName; to: RefName; force: boolean }): Refspec {
  return `${spec.force ? "+" : ""}${spec.from}:${spec.to}` as Refspec;
}
