// Brings a plain tree's edits to a folder, and reads the folder back as a plain tree.
import {
  chmod,
  lstat,
  mkdir,
  readdir,
  readFile,
  readlink,
  rename,
  rm,
  symlink,
  writeFile,
} from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Edit, Entry, PlainTree } from "./plain-tree.ts";

/** `before`: how the folder stands; an edit that changes nothing of the model changes nothing of the disk. */
export async function editDisk(
  root: string,
  { edit, before }: { edit: Edit; before: PlainTree },
): Promise<void> {
  const at = join(root, edit.path);
  switch (edit.do) {
    case "put":
      await clearWay(root, edit.path);
      await rm(at, { recursive: true, force: true });
      return putEntry(at, edit.entry);
    case "remove":
      if (await isThere(root, edit.path)) await rm(at, { recursive: true, force: true });
      return;
    case "move":
      await clearWay(root, edit.to);
      await rm(join(root, edit.to), { recursive: true, force: true });
      return rename(at, join(root, edit.to));
    case "flip": {
      const entry = before.get(edit.path);
      if (entry?.kind === "file") await chmod(at, entry.isExecutable ? 0o644 : 0o755);
    }
  }
}

/** `.git` and what is ignored are no part of it. */
export async function readTreeFrom(root: string, ignored: readonly string[]): Promise<PlainTree> {
  const found = new Map<string, Entry>();
  const read = async (folder: string): Promise<void> => {
    for (const name of await readdir(join(root, folder))) {
      const path = folder === "" ? name : `${folder}/${name}`;
      if (path === ".git" || ignored.includes(path)) continue;
      const status = await lstat(join(root, path));
      if (status.isDirectory()) await read(path);
      else found.set(path, await readEntry(join(root, path), status));
    }
  };
  await read("");
  return found;
}

async function readEntry(at: string, status: { isSymbolicLink(): boolean; mode: number }): Promise<Entry> {
  if (status.isSymbolicLink()) return { kind: "link", target: await readlink(at) };
  const content = await readFile(at, "latin1");
  return { kind: "file", content, isExecutable: (status.mode & 0o100) !== 0 };
}

async function putEntry(at: string, entry: Entry): Promise<void> {
  if (entry.kind === "link") return symlink(entry.target, at);
  await writeFile(at, Buffer.from(entry.content, "latin1"));
  await chmod(at, entry.isExecutable ? 0o755 : 0o644);
}

/** Whatever is no folder of its own on the way there, a link above all, is gone. */
async function clearWay(root: string, path: string): Promise<void> {
  const parts = dirname(path).split("/");
  for (let depth = 1; depth <= parts.length; depth += 1) {
    const at = join(root, ...parts.slice(0, depth));
    const status = await lstat(at).catch(() => null);
    if (status !== null && !status.isDirectory()) await rm(at);
  }
  await mkdir(join(root, dirname(path)), { recursive: true });
}

/** Not by way of a link. */
async function isThere(root: string, path: string): Promise<boolean> {
  const parts = path.split("/");
  for (let depth = 1; depth < parts.length; depth += 1) {
    const status = await lstat(join(root, ...parts.slice(0, depth))).catch(() => null);
    if (status === null || !status.isDirectory()) return false;
  }
  return true;
}
