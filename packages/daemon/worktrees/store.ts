// The daemon's store of mirrors and checkouts below its home, and the names of everything in it.
import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { isBranchName } from "../git/branch-names.ts";
import type { Git, GitPlace } from "../git/git-environment.ts";
import { prepareGit } from "../git/git-environment.ts";
import type { RefName } from "../git/git-parts.ts";
import { parseRefName } from "../git/git-parts.ts";
import { removeStaleLocks } from "../git/remove-stale-locks.ts";
import { settleTrash } from "./trash.ts";
import { WorktreeError } from "./worktree-error.ts";

export interface Store {
  readonly home: string;
  readonly git: Git;
  /** The environment of the person's own git, for their remotes alone (remotes/person-git.ts). */
  readonly person: Readonly<Record<string, string>>;
  /** Hosts in this machine's own network that remotes may be at, in small letters; `*`: all. */
  readonly privateHosts: readonly string[];
  /** How often this process has moved a branch in a mirror; only a daemon moves its mirrors' branches. */
  readonly moves: Map<string, number>;
  /** The mirrors that have a spare worktree, see spare-worktree.ts. */
  readonly spares: Set<string>;
}

/** Grows with each move of a contract's branch that this process made. */
export function branchMoves(store: Store, at: { mirror: string; branch: string }): number {
  return store.moves.get(moveKey(at)) ?? 0;
}

export function countMove(store: Store, at: { mirror: string; branch: string }): void {
  store.moves.set(moveKey(at), branchMoves(store, at) + 1);
}

const moveKey = ({ mirror, branch }: { mirror: string; branch: string }): string => `${mirror} ${branch}`;

/** A task's checkout: its mirror (a folder as `ensureMirror` gave it) and its ids. */
export interface Checkout {
  readonly mirror: string;
  readonly contractId: string;
  readonly taskId: string;
}

/**
 * Opens the store of a daemon's home and clears what a killed daemon left half made: locks, unfinished mirrors and checkouts.
 * One process at a time opens a home, and the programs of its predecessor have been ended before.
 */
export async function openStore({
  home,
  searchPath,
  person = {},
  privateHosts = [],
}: {
  home: string;
  searchPath: string;
  person?: Store["person"];
  privateHosts?: Store["privateHosts"];
}): Promise<Store> {
  for (const folder of [mirrorsFolder(home), worktreesFolder(home), remotesFolder(home)]) {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    for (const name of await readdir(folder)) {
      if (name.includes(".new-") || name.includes(".gone-"))
        await rm(join(folder, name), { recursive: true, force: true });
    }
  }
  // A spare of a former process is of no use to this one, which does not know it whole.
  await rm(sparesFolder(home), { recursive: true, force: true });
  await settleTrash(home, (taskId) => join(worktreesFolder(home), taskId));
  for (const name of await readdir(remotesFolder(home)))
    await removeStaleLocks(join(remotesFolder(home), name));
  for (const name of await readdir(mirrorsFolder(home))) {
    const mirror = join(mirrorsFolder(home), name);
    await removeStaleLocks(mirror);
    for (const index of await readdir(indexesFolder(mirror))) {
      if (index.includes(".new-"))
        await rm(join(indexesFolder(mirror), index), { recursive: true, force: true });
    }
  }
  return {
    home,
    git: await prepareGit({ folder: join(home, "git"), searchPath }),
    person,
    privateHosts,
    moves: new Map(),
    spares: new Set(),
  };
}

export function mirrorsFolder(home: string): string {
  return join(home, "mirrors");
}

/** One for each URL, see remotes/open-remote.ts. */
export function remotesFolder(home: string): string {
  return join(home, "remotes");
}

export function worktreesFolder(home: string): string {
  return join(home, "worktrees");
}

export function sparesFolder(home: string): string {
  return join(home, "spares");
}

export function indexesFolder(mirror: string): string {
  return join(mirror, "indexes");
}

export function checkoutPath(store: Store, taskId: string): string {
  return join(worktreesFolder(store.home), checkedId(taskId));
}

export function indexPath({ mirror, taskId }: Checkout): string {
  return join(indexesFolder(mirror), checkedId(taskId));
}

/** The mirror alone, without any worktree. */
export function mirrorPlace(mirror: string): GitPlace {
  return { cwd: mirror, gitDir: mirror };
}

/** `refs/makima/<contract>/<task>`, below which all refs of a task lie. */
export function taskRefs(checkout: Checkout): {
  /** What the task began from; protects it from being pruned until the checkout is gone. */
  readonly base: RefName;
  /** The commit that the worktree was last made, or found, equal to: the next checkpoint's parent. */
  readonly head: RefName;
  readonly all: RefName;
  checkpoint(number: number): RefName;
} {
  const all = `refs/makima/${checkedId(checkout.contractId)}/${checkedId(checkout.taskId)}`;
  return {
    base: parseRefName(`${all}/base`),
    head: parseRefName(`${all}/head`),
    all: parseRefName(all),
    checkpoint(number) {
      if (!Number.isSafeInteger(number) || number < 1) throw invalid(`checkpoint number ${number}`);
      return parseRefName(`${all}/${number}`);
    },
  };
}

/** Where a contract's branch began. */
export function contractBaseRef(contractId: string): RefName {
  return parseRefName(`refs/makima/${checkedId(contractId)}/base`);
}

/** What a bundle of a checkpoint, or (without a task) of a contract's branch after its n-th bundled merge, is made of. */
export function bundleRefs(of: { contractId: string; taskId: string | null; number: number }): {
  readonly ref: RefName;
  readonly base: RefName;
} {
  const { contractId, taskId, number } = of;
  if (taskId !== null) {
    const names = taskRefs({ mirror: "", contractId, taskId });
    return { ref: names.checkpoint(number), base: names.base };
  }
  const ref = parseRefName(`refs/makima/${checkedId(contractId)}/heads/${number}`);
  return { ref, base: contractBaseRef(contractId) };
}

/** What a branch in the person's repository was made from; also the name under which its objects get there. */
export function madeBranchRef(of: { contractId: string; branchId: string }): RefName {
  return parseRefName(`refs/makima/${checkedId(of.contractId)}/branches/${checkedId(of.branchId)}`);
}

/** Keeps a commit that a ref of the contract pointed to here, and that another machine's work has taken the place of. */
export function leftRef(contractId: string, commit: string): RefName {
  return parseRefName(`refs/makima/${checkedId(contractId)}/left/${checkedId(commit)}`);
}

export function branchRef(branch: string): RefName {
  if (!isBranchName(branch)) throw invalid(`branch name "${branch.slice(0, 80)}"`);
  return parseRefName(`refs/heads/${branch}`);
}

/** As agents see a contract's branch and other tasks' results. */
export function sharedRef(name: string): RefName {
  if (!isBranchName(name)) throw invalid(`name of a shared result "${name.slice(0, 80)}"`);
  return parseRefName(`refs/remotes/makima/${name}`);
}

function checkedId(id: string): string {
  if (!/^[0-9A-Za-z][0-9A-Za-z_-]{0,63}$/.test(id)) throw invalid(`id "${id.slice(0, 80)}"`);
  return id;
}

function invalid(what: string): WorktreeError {
  return new WorktreeError({ code: "INVALID_NAME", message: `Not a usable ${what}.` });
}
