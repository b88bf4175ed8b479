// Brings commits that were made on other machines into a mirror, from the bundles that the server keeps.
import { createHash } from "node:crypto";
import { mkdir, mkdtemp, open, rm } from "node:fs/promises";
import { join } from "node:path";
import type { ChainBundle } from "@makima/protocol/mesh";
import type { Logger } from "pino";
import { type ObjectId, parseObjectId } from "../git/git-parts.ts";
import { rest } from "../ports/clock.ts";
import { hasCommits, type Store, takeBundle } from "../worktrees/worktrees.ts";
import { type BundleDoor, DoorRefused } from "./bundle-door.ts";

export interface BringParts {
  readonly store: Store;
  readonly door: Pick<BundleDoor, "chain" | "getPart">;
  readonly log: Logger;
}

export interface Bringing {
  readonly mirror: string;
  readonly contractId: string;
  readonly commits: readonly string[];
  /** How long bundles that the server does not have yet are waited for. */
  readonly patienceMs: number;
  readonly signal: AbortSignal;
}

const againMs = 500;

/** Gives those that the mirror still lacks. Throws `GitError` where a bundle is no good. */
export async function bringCommits(parts: BringParts, bringing: Bringing): Promise<ReadonlySet<string>> {
  const commits = [...new Set(bringing.commits)].map(parseObjectId);
  const deadline = AbortSignal.any([bringing.signal, AbortSignal.timeout(bringing.patienceMs)]);
  for (;;) {
    const missing = await lacking(parts.store, { mirror: bringing.mirror, commits });
    if (missing.length === 0) return new Set();
    for (const commit of missing) await bringOne(parts, { ...bringing, commit });
    const left = await lacking(parts.store, { mirror: bringing.mirror, commits });
    if (left.length === 0 || bringing.patienceMs === 0 || deadline.aborted) return new Set(left);
    await rest(againMs, deadline);
  }
}

async function lacking(
  store: Store,
  at: { mirror: string; commits: readonly ObjectId[] },
): Promise<readonly ObjectId[]> {
  const there = await hasCommits(store, at);
  return at.commits.filter((commit) => !there.has(commit));
}

async function bringOne(
  parts: BringParts,
  { mirror, contractId, commit }: Bringing & { commit: ObjectId },
): Promise<void> {
  try {
    const chain = await parts.door.chain({ contractId, commit });
    for (const bundle of chain) await take(parts, { mirror, bundle });
    if (chain.length > 0) parts.log.info({ contractId, commit, bundles: chain.length }, "took bundles in");
  } catch (error) {
    if (!(error instanceof DoorRefused)) throw error;
    parts.log.warn({ err: error, contractId, commit }, "bundles could not be had");
  }
}

/** One that is here already costs a look. */
async function take(
  parts: BringParts,
  { mirror, bundle }: { mirror: string; bundle: ChainBundle },
): Promise<void> {
  const commit = parseObjectId(bundle.commit);
  if ((await hasCommits(parts.store, { mirror, commits: [commit] })).has(commit)) return;
  const folder = join(parts.store.home, "bundles", "in");
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const scratch = await mkdtemp(join(folder, "bundle-"));
  try {
    const file = join(scratch, "bundle");
    await download(parts.door, { bundle, file });
    await takeBundle(parts.store, { mirror, contractId: bundle.contractId, file });
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function download(
  door: BringParts["door"],
  { bundle, file }: { bundle: ChainBundle; file: string },
): Promise<void> {
  const handle = await open(file, "wx", 0o600);
  try {
    for (const [number, { size, sha256 }] of bundle.parts.entries()) {
      const bytes = await door.getPart({ bundleId: bundle.id, number });
      const isIntact = bytes.length === size && createHash("sha256").update(bytes).digest("hex") === sha256;
      if (!isIntact) throw new DoorRefused(`part ${number} of a bundle came damaged`, { isFinal: false });
      await handle.appendFile(bytes);
    }
  } finally {
    await handle.close();
  }
}
