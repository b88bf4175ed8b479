// Looks whether a person's repository can be worked on, and from where; changes nothing in it.
import { constants } from "node:fs";
import { access, realpath, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import type { Git, GitPlace } from "../git/git-environment.ts";
import { GitError } from "../git/git-error.ts";
import type { ObjectId } from "../git/git-parts.ts";
import { parseRefName } from "../git/git-parts.ts";
import { listRefs, readRef } from "../git/refs.ts";
import { readGitLine, runGit } from "../git/run-git.ts";
import type { Store } from "./store.ts";

type HeadState =
  | { readonly kind: "branch"; readonly branch: string }
  /** A branch without a commit yet. */
  | { readonly kind: "unborn"; readonly branch: string }
  | { readonly kind: "detached"; readonly commit: ObjectId };

export interface CheckedRepository {
  readonly ok: true;
  /** The folder that the person works in, or the repository itself when it is bare. */
  readonly root: string;
  /** Its git directory; of several worktrees of one repository each has its own. */
  readonly gitDir: string;
  /** The git directory that all worktrees of the repository share. */
  readonly commonDir: string;
  readonly bare: boolean;
  readonly baseBranch: string;
  readonly baseCommit: ObjectId;
  readonly headState: HeadState;
}

type RepositoryProblemCode =
  // of a remote, see remotes/name-trouble.ts
  | "HOST_NOT_FOUND"
  | "PRIVATE_ADDRESS"
  | "REMOTE_UNREACHABLE"
  | "LOGIN_REFUSED"
  | "HOST_KEY_UNKNOWN"
  | "CERTIFICATE_REFUSED"
  | "NO_SUCH_REPOSITORY"
  | "REMOTE_MOVED"
  | "REMOTE_TOO_SLOW"
  | "REMOTE_FAILED"
  /** A URL's branches are brought there by a push alone. */
  | "KEPT_IN_MIRROR"
  | "PATH_NOT_FOUND"
  | "NOT_READABLE"
  | "NOT_A_REPOSITORY"
  | "EMPTY_REPOSITORY"
  | "BASE_BRANCH_MISSING"
  // of the person's uncommitted changes, see carry-changes.ts
  | "NO_WORKTREE"
  | "CHANGES_ELSEWHERE"
  | "CHANGES_IN_CONFLICT"
  | "DETACHED_HEAD";

export interface RepositoryProblem {
  readonly ok: false;
  readonly code: RepositoryProblemCode;
  readonly message: string;
  /** What the person can do about it. */
  readonly mend: string;
  /** The branches that exist, with `BASE_BRANCH_MISSING` and `DETACHED_HEAD`. */
  readonly branches?: readonly string[];
}

/** `location` is an absolute path or a `file:` URL; without `baseBranch` it is the branch that is checked out. */
export async function checkRepository(
  store: Store,
  { location, baseBranch }: { location: string; baseBranch?: string },
): Promise<CheckedRepository | RepositoryProblem> {
  const found = await findFolder(location);
  if (!found.ok) return found;
  const repository = await openRepository(store.git, found.folder);
  if (!repository.ok) return repository;

  const place: GitPlace = { cwd: repository.root, gitDir: repository.gitDir };
  const heads = await listRefs(store.git, place, parseRefName("refs/heads"));
  const branches = heads.map(({ ref }) => ref.slice("refs/heads/".length));
  if (heads.length === 0) {
    return problem("EMPTY_REPOSITORY", `${repository.root} has no commit yet.`, "Make a first commit there.");
  }
  const headState = await readHead(store.git, place, branches);
  if (baseBranch === undefined && headState.kind === "detached") {
    return {
      ...problem(
        "DETACHED_HEAD",
        `${repository.root} has no branch checked out.`,
        "Name the base branch, or check one out.",
      ),
      branches,
    };
  }
  const wanted = baseBranch ?? (headState.kind === "detached" ? "" : headState.branch);
  const base = heads.find(({ ref }) => ref === `refs/heads/${wanted}`);
  if (base === undefined) {
    const known = branches.slice(0, 20).join(", ");
    return {
      ...problem(
        "BASE_BRANCH_MISSING",
        `${repository.root} has no branch "${wanted}".`,
        `Choose one that exists: ${known}.`,
      ),
      branches,
    };
  }
  return { ...repository, baseBranch: wanted, baseCommit: base.target, headState };
}

async function findFolder(location: string): Promise<{ ok: true; folder: string } | RepositoryProblem> {
  const path = toPath(location);
  if (path === null) {
    return problem(
      "NOT_A_REPOSITORY",
      `"${location}" is no absolute path.`,
      "Give an absolute path or a file: URL.",
    );
  }
  try {
    const folder = await realpath(path);
    if (!(await stat(folder)).isDirectory()) {
      return problem("NOT_A_REPOSITORY", `${path} is a file.`, "Give the folder of a git repository.");
    }
    await access(folder, constants.R_OK | constants.X_OK);
    return { ok: true, folder };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "ENOENT" || code === "ENOTDIR") {
      return problem(
        "PATH_NOT_FOUND",
        `There is no ${path} on the daemon's machine.`,
        "Check the path for a slip.",
      );
    }
    if (code === "EACCES" || code === "EPERM") return notReadable(path);
    throw error;
  }
}

function toPath(location: string): string | null {
  if (location.includes("\0")) return null;
  if (location.startsWith("/")) return location;
  if (!location.startsWith("file:") || !URL.canParse(location)) return null;
  const url = new URL(location);
  return url.host === "" ? fileURLToPath(url) : null;
}

interface OpenedRepository {
  readonly ok: true;
  readonly root: string;
  readonly gitDir: string;
  readonly commonDir: string;
  readonly bare: boolean;
}

async function openRepository(git: Git, folder: string): Promise<OpenedRepository | RepositoryProblem> {
  try {
    const answer = await readGitLine(git, {
      place: { cwd: folder },
      command: [
        "rev-parse",
        "--path-format=absolute",
        "--is-bare-repository",
        "--absolute-git-dir",
        "--git-common-dir",
      ],
    });
    const [bareWord, gitDir = "", commonDir = ""] = answer.split("\n");
    const bare = bareWord === "true";
    const root = bare ? gitDir : await readRoot(git, { folder, gitDir });
    if (root !== folder) {
      return problem(
        "NOT_A_REPOSITORY",
        `${folder} lies inside the repository ${root}.`,
        `Give ${root} itself.`,
      );
    }
    await access(commonDir, constants.R_OK | constants.X_OK);
    return { ok: true, root, gitDir, commonDir: await realpath(commonDir), bare };
  } catch (error) {
    if (error instanceof GitError && error.code === "GIT_FAILED") {
      const said = error.stderrTail === "" ? "" : ` (${error.stderrTail})`;
      return problem(
        "NOT_A_REPOSITORY",
        `${folder} is no git repository.${said}`,
        `Run "git init" there, or give another path.`,
      );
    }
    if ((error as NodeJS.ErrnoException).code === "EACCES") return notReadable(folder);
    throw error;
  }
}

/** Inside a git directory there is no top level; what it belongs to is the folder around it. */
async function readRoot(git: Git, place: { folder: string; gitDir: string }): Promise<string> {
  const top = await readGitLine(git, {
    place: { cwd: place.folder },
    command: ["rev-parse", "--path-format=absolute", "--show-toplevel"],
    answers: [128],
  });
  return top === "" ? dirname(place.gitDir) : top;
}

async function readHead(git: Git, place: GitPlace, branches: readonly string[]): Promise<HeadState> {
  const answer = await runGit(git, { place, command: ["symbolic-ref", "--quiet", "HEAD"], answers: [1] });
  const target = answer.stdout.toString("utf8").trim();
  if (answer.exitCode === 0 && target.startsWith("refs/heads/")) {
    const branch = target.slice("refs/heads/".length);
    return branches.includes(branch) ? { kind: "branch", branch } : { kind: "unborn", branch };
  }
  const commit = await readRef(git, place, "HEAD");
  return commit === null ? { kind: "unborn", branch: target } : { kind: "detached", commit };
}

function notReadable(path: string): RepositoryProblem {
  return problem(
    "NOT_READABLE",
    `The daemon may not read ${path}.`,
    "Give its account read access to the folder.",
  );
}

function problem(code: RepositoryProblemCode, message: string, mend: string): RepositoryProblem {
  return { ok: false, code, message, mend };
}
