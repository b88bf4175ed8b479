// Lists the checkouts that stand on this machine, each with what its task had left here before.
import { readdir } from "node:fs/promises";
import { listLeft } from "./left-checkouts.ts";
import type { Store } from "./store.ts";
import { checkoutPath, worktreesFolder } from "./store.ts";

/** All folders of a task count as its worktree: they go together. */
export async function listCheckouts(
  store: Store,
): Promise<readonly { taskId: string; paths: readonly string[] }[]> {
  const entries = await readdir(worktreesFolder(store.home), { withFileTypes: true });
  const own = entries
    .filter((entry) => entry.isDirectory() && !entry.name.includes("."))
    .map(({ name }) => ({ taskId: name, path: checkoutPath(store, name) }));
  const all = Map.groupBy([...own, ...(await listLeft(store))], ({ taskId }) => taskId);
  return [...all].map(([taskId, folders]) => ({ taskId, paths: folders.map(({ path }) => path) }));
}
