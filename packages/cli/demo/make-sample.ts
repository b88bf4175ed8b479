// Makes the sample repository: a copy of the sample's files with one commit on main.
import { cp, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { git } from "../ports/git.ts";
import { sampleFolder } from "../supervision/locate-programs.ts";

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
