// Whether a checkout has had its set-up. The mark lies where no agent's byte does, and is of this very folder: one that was made anew has none.
import { mkdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { checkoutPath, type Store } from "./store.ts";

const markPath = (store: Store, taskId: string): string => join(store.home, "set-up", taskId);

export async function isSetUp(store: Store, taskId: string): Promise<boolean> {
  return (await readMark(store, taskId)) === (await identityOf(store, taskId));
}

export async function markSetUp(store: Store, taskId: string): Promise<void> {
  const path = markPath(store, taskId);
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await writeFile(path, await identityOf(store, taskId), { flush: true });
}

/** Should the checkout be worked in again, its set-up runs again. */
export async function clearSetUp(store: Store, taskId: string): Promise<void> {
  await rm(markPath(store, taskId), { force: true });
}

async function readMark(store: Store, taskId: string): Promise<string | null> {
  return readFile(markPath(store, taskId), "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
}

async function identityOf(store: Store, taskId: string): Promise<string> {
  const { ino, birthtimeMs } = await stat(checkoutPath(store, taskId));
  return `${ino} ${birthtimeMs}\n`;
}
