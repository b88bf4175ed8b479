// The folder in which a remote is talked to: a bare repository of ours for each URL, in which nothing ever ran and nobody worked.
import { createHash } from "node:crypto";
import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { runGit } from "../git/run-git.ts";
import { isFolder } from "../worktrees/is-folder.ts";
import { mirrorPlace, remotesFolder, type Store } from "../worktrees/store.ts";

/** Where it is, also before it is made; the mirror of the URL has its name from this. */
export function remoteFolder(store: Store, url: string): string {
  return join(remotesFolder(store.home), createHash("sha256").update(url).digest("hex").slice(0, 32));
}

/** The caller is alone at this folder. `url` is one that `readRepositoryUrl` took. */
export async function openRemote(store: Store, url: string): Promise<string> {
  const folder = remoteFolder(store, url);
  if (await isFolder(folder)) return folder;
  await mkdir(remotesFolder(store.home), { recursive: true, mode: 0o700 });
  const unfinished = await mkdtemp(`${folder}.new-`);
  try {
    await runGit(store.git, {
      place: mirrorPlace(unfinished),
      command: ["init", "--quiet", "--bare", "--template="],
    });
    await writeFile(join(unfinished, "config"), configuration(url), { mode: 0o600 });
    await rename(unfinished, folder);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
  return folder;
}

// As `origin`, so that what a person's configuration says for remotes of this address (`hasconfig:remote.*.url`) counts here too.
const configuration = (url: string): string =>
  `[core]\n\trepositoryformatversion = 0\n\tbare = true\n[remote "origin"]\n\turl = "${url.replaceAll('"', '\\"')}"\n`;
