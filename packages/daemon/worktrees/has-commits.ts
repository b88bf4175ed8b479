// Which of some commits a mirror has, however many in one go.
import type { ObjectId } from "../git/git-parts.ts";
import { treeOf } from "../git/git-parts.ts";
import { readGitLine } from "../git/run-git.ts";
import type { Store } from "./store.ts";
import { mirrorPlace } from "./store.ts";

type Asked = { mirror: string; commits: readonly ObjectId[] };

export async function hasCommits(store: Store, { mirror, commits }: Asked): Promise<ReadonlySet<ObjectId>> {
  const found = await lookUp(store, { mirror, names: commits });
  return new Set(commits.filter((_, place) => found[place]?.includes(" commit ")));
}

/** With their trees. A ref keeps each from being pruned, so that all of its objects are there when these two are. */
export async function hasTrees(store: Store, { mirror, commits }: Asked): Promise<ReadonlySet<ObjectId>> {
  const found = await lookUp(store, { mirror, names: commits.map(treeOf) });
  return new Set(commits.filter((_, place) => found[place]?.includes(" tree ")));
}

/** What git says of each, in their order. */
async function lookUp(
  store: Store,
  { mirror, names }: { mirror: string; names: readonly ObjectId[] },
): Promise<readonly string[]> {
  if (names.length === 0) return [];
  const text = await readGitLine(store.git, {
    place: mirrorPlace(mirror),
    command: ["cat-file", "--batch-check"],
    input: names.map((name) => `${name}\n`).join(""),
  });
  return text.split("\n");
}
