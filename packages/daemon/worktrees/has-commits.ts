// Which of some commits a mirror has.
import type { ObjectId } from "../git/git-parts.ts";
import { readGitLine } from "../git/run-git.ts";
import type { Store } from "./store.ts";
import { mirrorPlace } from "./store.ts";

export async function hasCommits(
  store: Store,
  { mirror, commits }: { mirror: string; commits: readonly ObjectId[] },
): Promise<ReadonlySet<ObjectId>> {
  if (commits.length === 0) return new Set();
  const text = await readGitLine(store.git, {
    place: mirrorPlace(mirror),
    command: ["cat-file", "--batch-check"],
    input: commits.map((commit) => `${commit}\n`).join(""),
  });
  const there = new Set(
    text.split("\n").flatMap((line) => (line.includes(" commit ") ? [line.slice(0, line.indexOf(" "))] : [])),
  );
  return new Set(commits.filter((commit) => there.has(commit)));
}
