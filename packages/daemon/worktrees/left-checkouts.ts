// What a task left on this machine when it moved to another one, and found again when it came back: folders beside its checkout, see set-aside.ts.
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { ObjectId } from "../git/git-parts.ts";
import { parseObjectId } from "../git/git-parts.ts";
import { updateRefs } from "../git/refs.ts";
import { readGitLine, runGit } from "../git/run-git.ts";
import { isLoss, type Losses, listLosses } from "./find-losses.ts";
import { readLeftOut } from "./left-out.ts";
import { defaultLimits, type SnapshotWarning } from "./list-changes.ts";
import { readTree } from "./make-checkpoint.ts";
import { readTaskRefs } from "./read-task-refs.ts";
import { type IndexedPlace, writeSnapshot } from "./snapshot-worktree.ts";
import { type Checkout, indexPath, leftRef, type Store, worktreesFolder } from "./store.ts";

/** `name` is the folder's in the worktrees' folder, and its own in the trash. */
export interface LeftCheckout {
  readonly taskId: string;
  readonly name: string;
  readonly path: string;
}

const LEFT = /^([^.]+)\.left-\d+$/;

export const leftName = (taskId: string, epoch: number): string => `${taskId}.left-${epoch}`;

/** All on this machine, or those of one task. */
export async function listLeft(store: Store, taskId?: string): Promise<readonly LeftCheckout[]> {
  const folder = worktreesFolder(store.home);
  const names = await readdir(folder);
  return names.flatMap((name) => {
    const owner = LEFT.exec(name)?.[1];
    if (owner === undefined || (taskId !== undefined && owner !== taskId)) return [];
    return [{ taskId: owner, name, path: join(folder, name) }];
  });
}

/**
 * Keeps what it holds under a ref of what was left. No checkpoint of the task: its numbers are those of the machine that it had moved to. The same
 * content is the same commit, however often it is captured. Throws `WorktreeError` `CHECKPOINT_TOO_LARGE`.
 */
export async function captureLeft(
  store: Store,
  { checkout, left }: { checkout: Checkout; left: LeftCheckout },
): Promise<Losses> {
  const { mirror, contractId } = checkout;
  const { base } = await readTaskRefs(store, checkout);
  const scratch = await mkdtemp(`${indexPath(checkout)}.new-`);
  try {
    const indexFile = join(scratch, "index");
    const place: IndexedPlace = {
      cwd: left.path,
      gitDir: mirror,
      workTree: left.path,
      indexFile,
      leftOut: await readLeftOut(checkout),
    };
    if (base !== null) await runGit(store.git, { place, command: ["read-tree", base] });
    const { tree, warnings } = await writeSnapshot(store.git, { place, limits: defaultLimits });
    if (base === null || (await readTree(store, { mirror, commit: base })) !== tree) {
      const commit = await commitLeft(store, { place, tree, base, name: left.name });
      await updateRefs(store.git, mirror, [{ ref: leftRef(contractId, commit), to: commit }]);
    }
    const { repositories, leftOut } = await listLosses(store.git, place);
    return {
      repositories: onceEach([...warnings.filter(isLoss), ...repositories]),
      leftOut: leftOut.map((what) => `${what}, as it was left here before the task came back`),
    };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** A repository inside is seen by the scan, and again beside the files that were taken of it. */
const onceEach = (warnings: readonly SnapshotWarning[]): SnapshotWarning[] => [
  ...new Map(warnings.map((one) => [`${one.code} ${one.path}`, one])).values(),
];

async function commitLeft(
  store: Store,
  of: { place: IndexedPlace; tree: ObjectId; base: ObjectId | null; name: string },
): Promise<ObjectId> {
  const parents = of.base === null ? [] : (["-p", of.base] as const);
  const line = await readGitLine(store.git, {
    place: of.place,
    command: ["commit-tree", of.tree, ...parents],
    input: `As it was left on this machine: ${of.name}\n`,
    atSeconds: 0,
  });
  return parseObjectId(line);
}
