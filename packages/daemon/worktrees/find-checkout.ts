// Where a task's checkout is on this machine.
import { isFolder } from "./is-folder.ts";
import { checkoutPath, type Store } from "./store.ts";

/** Null when it is gone, or was never here. */
export async function findCheckout(store: Store, taskId: string): Promise<string | null> {
  const path = checkoutPath(store, taskId);
  return (await isFolder(path)) ? path : null;
}
