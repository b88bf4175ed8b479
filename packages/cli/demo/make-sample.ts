// Makes the sample repository: a copy of the sample's files with one commit on main.
import { existsSync } from "node:fs";
import { cp, mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { DEMO_FOLDER } from "@makima/protocol/demo";
import { git } from "../ports/git.ts";
import { sampleFolder } from "../supervision/locate-programs.ts";

/** For the web app's demonstration: once a home, and whole or not at all. */
export async function keepSample(home: string, path: string): Promise<void> {
  const folder = join(home, DEMO_FOLDER);
  if (existsSync(folder)) return;
  const draft = `${folder}.new`;
  await rm(draft, { recursive: true, force: true });
  await makeSample(draft, path);
  await rename(draft, folder);
}

/** Returns the repository's path. */
export async function makeSample(folder: string, path: string): Promise<string> {
  const repository = join(folder, "words-and-numbers");
  await mkdir(folder, { recursive: true });
  await cp(sampleFolder(), repository, { recursive: true });
  await git(repository, ["init", "--quiet", "--initial-branch=main"], path);
  await git(repository, ["add", "--all"], path);
  await git(
    repository,
    ["commit", "--quiet", "--no-gpg-sign", "--message=A library of words and numbers"],
    path,
  );
  return repository;
}
