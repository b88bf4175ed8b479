// A spare worktree of a large repository, filled beforehand: a new task's checkout takes it, and only what differs is written. No agent has ever
// seen it, so that nothing of another task is in it.
import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import type { GitPlace } from "../git/git-environment.ts";
import type { ObjectId } from "../git/git-parts.ts";
import { runGit } from "../git/run-git.ts";
import { copyIndex } from "./copy-index.ts";
import { runExclusive } from "./run-exclusive.ts";
import { type Store, sparesFolder } from "./store.ts";
import { syncTree } from "./sync-tree.ts";

const sparePlace = (store: Store, mirror: string) => {
  const folder = join(sparesFolder(store.home), basename(mirror));
  return { folder, worktree: join(folder, "worktree"), index: join(folder, "index") };
};

/** One for each mirror; another one is made when that is taken. What is there already stays. */
export function fillSpare(
  store: Store,
  { mirror, commit }: { mirror: string; commit: ObjectId },
): Promise<void> {
  const { folder } = sparePlace(store, mirror);
  return runExclusive(folder, async () => {
    if (store.spares.has(mirror)) return;
    await mkdir(sparesFolder(store.home), { recursive: true, mode: 0o700 });
    const unfinished = await mkdtemp(`${folder}.new-`);
    try {
      const worktree = join(unfinished, "worktree");
      await mkdir(worktree);
      const indexFile = join(unfinished, "index");
      const place: GitPlace = { cwd: worktree, gitDir: mirror, workTree: worktree, indexFile };
      await runGit(store.git, { place, command: ["read-tree", "--reset", "-u", commit] });
      await syncTree(worktree, store.git);
      await rename(unfinished, folder);
      store.spares.add(mirror);
    } finally {
      await rm(unfinished, { recursive: true, force: true });
    }
  });
}

/** Its files are in the empty folder `to` then, and what git knows of them in `index`. False when there is none. */
export async function takeSpare(
  store: Store,
  { mirror, to, index }: { mirror: string; to: string; index: string },
): Promise<boolean> {
  // Two never take the same one.
  if (!store.spares.delete(mirror)) return false;
  const spare = sparePlace(store, mirror);
  await rename(spare.worktree, to);
  await copyIndex({ from: spare.index, to: index });
  await rm(spare.folder, { recursive: true, force: true });
  return true;
}
