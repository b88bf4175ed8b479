// Takes a bundle into a mirror: verified, its objects durable, then its refs. A ref that stood elsewhere is kept under another name.
import { join } from "node:path";
import {
  FETCH_FLAGS,
  type LocalPath,
  type ObjectId,
  parseLocalPath,
  parseObjectId,
  parseRefName,
  type RefName,
  refspec,
} from "../git/git-parts.ts";
import { readRef, updateRefs } from "../git/refs.ts";
import { readGitLine, runGit } from "../git/run-git.ts";
import { runExclusive } from "./run-exclusive.ts";
import type { Store } from "./store.ts";
import { leftRef, mirrorPlace } from "./store.ts";

const timeoutMs = 3_600_000;

/** Idempotent. Throws `GitError` when the bundle is no good, or builds on what the mirror does not have. */
export function takeBundle(
  store: Store,
  { mirror, contractId, file }: { mirror: string; contractId: string; file: string },
): Promise<void> {
  return runExclusive(`${mirror} bundles`, async () => {
    const place = mirrorPlace(mirror);
    const path = parseLocalPath(file);
    await runGit(store.git, { place, command: ["bundle", "verify", "--quiet", path], timeoutMs });
    const heads = await listHeads(store, { mirror, contractId, path });
    const news: { ref: RefName; to: ObjectId }[] = [];
    for (const head of heads) {
      const before = await readRef(store.git, place, head.ref);
      if (before === head.to) continue;
      if (before !== null)
        await updateRefs(store.git, mirror, [{ ref: leftRef(contractId, before), to: before }]);
      news.push(head);
    }
    if (news.length === 0) return;
    // git checks that every object is there that what it fetched leads to, before it writes a ref.
    await runGit(store.git, {
      place,
      command: [
        "fetch",
        ...FETCH_FLAGS,
        path,
        ...news.map(({ ref }) => refspec({ from: ref, to: ref, force: true })),
      ],
      timeoutMs,
    });
    // Written once more by us, who sync the folders that hold their names.
    await updateRefs(store.git, mirror, news);
  });
}

async function listHeads(
  store: Store,
  at: { mirror: string; contractId: string; path: LocalPath },
): Promise<readonly { ref: RefName; to: ObjectId }[]> {
  const text = await readGitLine(store.git, {
    place: { cwd: join(at.mirror), gitDir: at.mirror },
    command: ["bundle", "list-heads", at.path],
  });
  const own = `refs/makima/${at.contractId}/`;
  return text
    .split("\n")
    .map((line) => ({ to: line.slice(0, line.indexOf(" ")), ref: line.slice(line.indexOf(" ") + 1) }))
    .filter(({ ref }) => ref.startsWith(own))
    .map(({ to, ref }) => ({ to: parseObjectId(to), ref: parseRefName(ref) }));
}
