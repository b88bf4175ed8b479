// Lists the checkouts that stand on this machine.
import { readdir } from "node:fs/promises";
import type { Store } from "./store.ts";
import { checkoutPath, worktreesFolder } from "./store.ts";

export async function listCheckouts(store: Store): Promise<readonly { taskId: string; path: string }[]> {
  const entries = await readdir(worktreesFolder(store.home), { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.includes("."))
    .map((entry) => ({ taskId: entry.name, path: checkoutPath(store, entry.name) }));
}
