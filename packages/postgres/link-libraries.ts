// Makes the links that PostgreSQL's shared libraries are found by, which an npm package cannot carry.
import { mkdir, readFile, readlink, rename, symlink } from "node:fs/promises";
import { basename, join, relative } from "node:path";
import type { Binaries } from "./find-binaries.ts";

type Link = { source: string; target: string };

/**
 * The package would make these links in an install script; we run none, so they are made in `folder`, which is ours.
 * Links that point elsewhere (the checkout was moved) are replaced. Returns the library search path.
 */
export async function linkLibraries(binaries: Binaries, folder: string): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o755 });
  const links = JSON.parse(await readFile(join(binaries.folder, "pg-symlinks.json"), "utf8")) as Link[];
  for (const link of links) {
    await placeLink({
      from: join(folder, basename(link.target)),
      to: join(binaries.folder, relative("native", link.source)),
    });
  }
  return `${folder}:${join(binaries.folder, "lib")}`;
}

async function placeLink({ from, to }: { from: string; to: string }): Promise<void> {
  if ((await readlink(from).catch(() => null)) === to) return;
  await symlink(to, `${from}.new`);
  await rename(`${from}.new`, from);
}
