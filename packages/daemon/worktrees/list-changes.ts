// Lists what stands otherwise in a worktree than in its private index, sorted into what can be stored and what cannot.
import { constants } from "node:fs";
import { access, lstat } from "node:fs/promises";
import type { Git, GitPlace } from "../git/git-environment.ts";
import type { Exclude, GitCommand } from "../git/git-parts.ts";
import { readGitFields, showPath } from "../git/run-git.ts";
import { WorktreeError } from "./worktree-error.ts";

export interface SnapshotLimits {
  /** A larger file stays out of checkpoints. */
  readonly maxFileBytes: number;
  /** More changed files than this are refused; they are as good as always a build's output that is not ignored. */
  readonly maxChangedFiles: number;
}

export const defaultLimits: SnapshotLimits = { maxFileBytes: 100 * 1024 * 1024, maxChangedFiles: 100_000 };

/** Something in the worktree that a checkpoint does not hold, or not as it is. */
export interface SnapshotWarning {
  readonly code:
    | "NESTED_REPOSITORY"
    | "FILE_TOO_LARGE"
    | "UNREADABLE"
    | "NOT_STORABLE"
    | "SUBMODULE_CHANGED"
    | "CONVERTED";
  readonly path: string;
  readonly message: string;
}

/** Paths are latin1 spellings of git's bytes, see `readGitFields`. */
export interface WorktreeChanges {
  /** To be stored as they are on disk, or forgotten when they are gone by then. */
  readonly store: readonly string[];
  /** To be forgotten although their path still leads somewhere, by way of a link. */
  readonly forget: readonly string[];
  readonly warnings: readonly SnapshotWarning[];
}

/** `leftOut`: what nobody ignores and no checkpoint takes, see left-out.ts. */
export type ScannedPlace = GitPlace & {
  readonly workTree: string;
  readonly leftOut?: readonly Exclude[];
};

interface Findings {
  readonly store: string[];
  readonly forget: string[];
  readonly warnings: SnapshotWarning[];
}

interface Scan {
  readonly git: Git;
  readonly place: ScannedPlace;
  readonly limits: SnapshotLimits;
  readonly isLinkedFolder: (path: string) => Promise<boolean>;
}

/**
 * One scan of each kind, of what is known and of what is new, neither of which reads an embedded repository's configuration. `git add -A` would do the
 * same scan, but would record embedded repositories as links to commits that nobody has, and fail as a whole for one bad file.
 */
export async function listChanges(
  git: Git,
  { place, limits }: { place: ScannedPlace; limits: SnapshotLimits },
): Promise<WorktreeChanges> {
  // Two programs at the same time: in one, the walk for what is new begins after the last known file was looked at.
  const [modified, others] = await Promise.all([
    listModified(git, place),
    readGitFields(git, { place, command: listOthers(place) }),
  ]);
  return sortPaths(git, { place, limits }, [...new Set([...modified, ...others])]);
}

/** What has to be done in the index for each of these paths, which are changed, or a folder with a slash at its end. */
export async function sortPaths(
  git: Git,
  { place, limits }: { place: ScannedPlace; limits: SnapshotLimits },
  paths: readonly string[],
): Promise<WorktreeChanges> {
  const findings: Findings = { store: [], forget: [], warnings: [] };
  const scan: Scan = { git, place, limits, isLinkedFolder: linkFinder(place.workTree) };
  refuseTooMany(paths.length, limits);
  const directories: string[] = [];
  for (const path of paths) {
    if (path.endsWith("/")) await flattenRepository(scan, path, findings);
    else if ((await classify(scan, path, findings)) === "directory") directories.push(path);
  }
  await sortDirectories(scan, directories, findings);
  return findings;
}

const listOthers = ({ leftOut = [] }: ScannedPlace): GitCommand => [
  "ls-files",
  "-z",
  "--others",
  "--exclude-standard",
  ...leftOut,
];

/** Of an index that has lost what it knew of its files, all look touched; then their contents are read. */
const MOST_TOUCHED = 2000;

/**
 * `diff-files` looks at the known files with several threads, and tells what was touched without reading it: storing the same content again changes
 * nothing. `ls-files` needs four times as long for a large repository, and says what really differs.
 */
async function listModified(git: Git, place: ScannedPlace): Promise<readonly string[]> {
  const touched = await readGitFields(git, {
    place,
    command: ["diff-files", "-z", "--name-only", "--no-renames", "--ignore-submodules=dirty"],
  });
  if (touched.length <= MOST_TOUCHED) return touched;
  return readGitFields(git, { place, command: ["ls-files", "-z", "--modified", "--deduplicate"] });
}

/** The files of an embedded repository become ordinary ones; its history stays where it is. */
async function flattenRepository(scan: Scan, path: string, findings: Findings): Promise<void> {
  findings.warnings.push(
    warning(
      "NESTED_REPOSITORY",
      path,
      "is a repository of its own: its files are stored, its history is not",
    ),
  );
  const folder = onDisk(scan.place.workTree, path).toString("utf8");
  const inner = {
    ...scan.place,
    cwd: folder,
    workTree: folder,
    indexFile: `${scan.place.indexFile}.none`,
  };
  const files = await readGitFields(scan.git, {
    place: inner,
    command: listOthers(inner),
  });
  refuseTooMany(files.length, scan.limits);
  for (const file of files) {
    const whole = path + file;
    if (file.endsWith("/")) await flattenRepository(scan, whole, findings);
    else await classify(scan, whole, findings);
  }
}

async function classify(scan: Scan, path: string, findings: Findings): Promise<"directory" | "done"> {
  if (await scan.isLinkedFolder(parentOf(path))) {
    findings.forget.push(path);
    return "done";
  }
  if (isForbiddenName(path)) {
    findings.warnings.push(warning("NOT_STORABLE", path, "has a name that some file systems take for .git"));
    return "done";
  }
  try {
    const status = await lstat(onDisk(scan.place.workTree, path));
    if (status.isDirectory()) return "directory";
    if (status.isFile()) {
      if (status.size > scan.limits.maxFileBytes) {
        const size = `is ${Math.ceil(status.size / 1024 / 1024)} MB, more than a checkpoint takes`;
        findings.warnings.push(warning("FILE_TOO_LARGE", path, size));
        return "done";
      }
      await access(onDisk(scan.place.workTree, path), constants.R_OK);
    }
    // A socket or pipe in place of a file is stored as the file's absence.
    if (status.isFile() || status.isSymbolicLink()) findings.store.push(path);
    else findings.forget.push(path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "ENOENT" || code === "ENOTDIR") findings.store.push(path);
    else if (code === "EACCES") findings.warnings.push(warning("UNREADABLE", path, "cannot be read"));
    else throw error;
  }
  return "done";
}

/** git itself leaves such files out without a word (`core.protectHFS`, `core.protectNTFS`). */
function isForbiddenName(path: string): boolean {
  return showPath(path)
    .split("/")
    .some((name) => {
      const plain = name
        .replace(/[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g, "")
        .replace(/:.*$/, "")
        .replace(/[. ]+$/, "");
      return /^(?:\.git|git~1)$/i.test(plain);
    });
}

/** A folder that the index knows as a file has replaced it; one that it knows as a submodule keeps its recorded commit. */
async function sortDirectories(scan: Scan, paths: readonly string[], findings: Findings): Promise<void> {
  if (paths.length === 0) return;
  const entries = await readGitFields(scan.git, {
    place: scan.place,
    command: ["ls-files", "-z", "--stage"],
  });
  const submodules = new Set(
    entries
      .filter((entry) => entry.startsWith("160000 "))
      .map((entry) => entry.slice(entry.indexOf("\t") + 1)),
  );
  for (const path of paths) {
    if (!submodules.has(path)) findings.forget.push(path);
    else
      findings.warnings.push(
        warning("SUBMODULE_CHANGED", path, "is a submodule: its changes are not stored"),
      );
  }
}

/** Answers, each folder once, whether it is a link or lies behind one. */
function linkFinder(root: string): (path: string) => Promise<boolean> {
  const known = new Map<string, Promise<boolean>>();
  const look = async (path: string): Promise<boolean> => {
    if (await find(parentOf(path))) return true;
    try {
      return (await lstat(onDisk(root, path))).isSymbolicLink();
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      if (code === "ENOENT" || code === "ENOTDIR" || code === "EACCES") return false;
      throw error;
    }
  };
  const find = (path: string): Promise<boolean> => {
    if (path === "") return Promise.resolve(false);
    const answer = known.get(path) ?? look(path);
    known.set(path, answer);
    return answer;
  };
  return find;
}

function refuseTooMany(count: number, limits: SnapshotLimits): void {
  if (count <= limits.maxChangedFiles) return;
  const message = `${count} changed files are more than a checkpoint takes (${limits.maxChangedFiles}); add what is generated to .gitignore.`;
  throw new WorktreeError({ code: "CHECKPOINT_TOO_LARGE", message });
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf("/"), 0));
}

function onDisk(root: string, path: string): Buffer {
  return Buffer.concat([Buffer.from(`${root}/`), Buffer.from(path, "latin1")]);
}

export function warning(code: SnapshotWarning["code"], path: string, what: string): SnapshotWarning {
  const shown = showPath(path);
  return { code, path: shown, message: `${shown} ${what}.` };
}
