// The model of worktrees: plain trees beside real git. Steps are done to both, and after each of them both have to be equal.
import { createHash } from "node:crypto";
import { mkdtemp, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { parseObjectId } from "@makima/daemon/git/git-parts";
import {
  type Checkout,
  createCheckout,
  makeCheckpoint,
  openMirror,
  openStore,
  removeCheckout,
  restoreWorktree,
  returnCheckout,
  type Store,
} from "@makima/daemon/worktrees/worktrees";
import { newName } from "../ports/random.ts";
import { makeRepository } from "../repository.ts";
import { type Edit, editTree, listTree, type PlainTree } from "./plain-tree.ts";
import { editDisk, readTreeFrom } from "./tree-on-disk.ts";

/** `which` chooses one of the checkpoints that there are, and of the worktrees, by its remainder. */
export type WorktreeStep =
  | { readonly do: "edit"; readonly edit: Edit }
  | { readonly do: "ignored"; readonly content: string }
  | { readonly do: "checkpoint" }
  /** to any checkpoint; how it stood is kept as one, so that a rewind to that undoes it */
  | { readonly do: "rewind"; readonly which: number }
  | { readonly do: "undo" }
  /** a worktree of a new task from a checkpoint of this one; the steps go on in it */
  | { readonly do: "fork"; readonly which: number }
  /** to the trash can and back */
  | { readonly do: "trash" }
  /** the daemon's next life finds the store as it is */
  | { readonly do: "crash" };

export type ModelWorld = {
  root: string;
  store: Store;
  mirror: string;
  base: string;
  remove(): Promise<void>;
};

const BASE: PlainTree = new Map([
  ["README.md", { kind: "file", content: "Ours.\n", isExecutable: false }],
  [".gitignore", { kind: "file", content: "ignored\n", isExecutable: false }],
  ["a", { kind: "file", content: "base\n", isExecutable: false }],
  ["folder/b.txt", { kind: "file", content: "b\n", isExecutable: false }],
]);
const IGNORED = "ignored";
const CONTRACT = "0190aaaa-0000-7000-8000-00000000000d";
const SEARCH_PATH = "/usr/local/bin:/usr/bin:/bin";

/** One store and mirror, for as many runs as wanted: each has tasks of its own. */
export async function openModelWorld(): Promise<ModelWorld> {
  const root = await realpath(await mkdtemp(join(tmpdir(), "mk-trees-")));
  const files: Record<string, string> = {};
  for (const [path, entry] of BASE) if (entry.kind === "file") files[path] = entry.content;
  const { path, firstCommit } = await makeRepository({
    path: join(root, "repository"),
    files,
  });
  const store = await openStore({ home: join(root, "home"), searchPath: SEARCH_PATH });
  const at = { path, baseBranch: "main", baseCommit: firstCommit };
  const { mirror } = await openMirror(store, at);
  return {
    ...{ root, store, mirror, base: firstCommit },
    remove: () => rm(root, { recursive: true, force: true, maxRetries: 10 }),
  };
}

type Kept = { number: number; commit: string; tree: PlainTree };

/** Throws what differs, and after which step. The worktrees that were made are gone afterwards. */
export async function runWorktreeSteps(world: ModelWorld, steps: readonly WorktreeStep[]): Promise<void> {
  const run = await ModelRun.open(world);
  try {
    for (const [place, step] of steps.entries()) {
      await run.step(step);
      await run.compare(`step ${place}, ${step.do}`);
    }
    await run.restoreElsewhere();
  } finally {
    await run.close();
  }
}

class ModelRun {
  readonly #world: ModelWorld;
  #store: Store;
  #checkout: Checkout;
  #path = "";
  #tree: PlainTree = new Map();
  #ignored: string | null = null;
  #kept: Kept[] = [];
  #undo: Kept | null = null;
  readonly #paths: string[] = [];

  private constructor(world: ModelWorld) {
    this.#world = world;
    this.#store = world.store;
    this.#checkout = { mirror: world.mirror, contractId: CONTRACT, taskId: "" };
  }

  static async open(world: ModelWorld): Promise<ModelRun> {
    const run = new ModelRun(world);
    await run.#begin({ number: 0, commit: world.base, tree: BASE });
    return run;
  }

  async step(step: WorktreeStep): Promise<void> {
    switch (step.do) {
      case "edit":
        return this.#edit(step.edit);
      case "ignored":
        this.#ignored = step.content;
        return writeFile(join(this.#path, IGNORED), step.content);
      case "checkpoint":
        return untouched(this.#path, () => this.#checkpoint());
      case "rewind":
        return untouched(this.#path, () => this.#rewind(choose(this.#kept, step.which)));
      case "undo":
        return this.#undo === null ? undefined : untouched(this.#path, () => this.#rewind(this.#undo));
      case "fork":
        return this.#begin(choose(this.#kept, step.which));
      case "trash":
        return this.#trash();
      case "crash":
        this.#store = await openStore({ home: this.#world.store.home, searchPath: SEARCH_PATH });
    }
  }

  async compare(after: string): Promise<void> {
    const seen = await readTreeFrom(this.#path, [IGNORED]);
    requireEqual({ seen: listTree(seen), expected: listTree(this.#tree), after });
    const ignored = await readFile(join(this.#path, IGNORED), "utf8").catch(() => null);
    requireEqual({ seen: ignored, expected: this.#ignored, after: `${after}, of what is ignored` });
  }

  /** Every checkpoint that was made can be had in a worktree of another task. */
  async restoreElsewhere(): Promise<void> {
    await untouched(this.#path, () => this.#checkpoint());
    for (const kept of this.#kept) {
      await this.#begin(kept);
      await this.compare(`checkpoint ${kept.number} elsewhere`);
    }
  }

  async close(): Promise<void> {
    for (const path of this.#paths) await rm(path, { recursive: true, force: true });
  }

  async #begin(from: Kept): Promise<void> {
    const taskId = newName("task");
    this.#checkout = { ...this.#checkout, taskId };
    const { path } = await createCheckout(this.#store, {
      ...{ checkout: this.#checkout, branch: `makima/${taskId}`, shared: [] },
      baseCommit: parseObjectId(this.#world.base),
      filledWith: parseObjectId(from.commit),
    });
    this.#paths.push(path);
    [this.#path, this.#tree, this.#ignored] = [path, from.tree, null];
    [this.#kept, this.#undo] = [[{ ...from, number: 0 }], null];
  }

  async #edit(edit: Edit): Promise<void> {
    const before = this.#tree;
    this.#tree = editTree(before, edit);
    if (!isDeepStrictEqual(before, this.#tree)) await editDisk(this.#path, { edit, before });
  }

  get #next(): number {
    return Math.max(...this.#kept.map(({ number }) => number)) + 1;
  }

  #keep(made: { made: boolean; number: number; commit: string; warnings: readonly unknown[] }): Kept {
    requireEqual({ seen: made.warnings, expected: [], after: "a checkpoint, of its warnings" });
    const kept = { number: made.number, commit: made.commit, tree: this.#tree };
    if (made.made) this.#kept.push(kept);
    return kept;
  }

  async #checkpoint(): Promise<void> {
    const wish = { checkout: this.#checkout, number: this.#next, message: "a checkpoint" };
    this.#keep(await makeCheckpoint(this.#store, wish));
  }

  async #rewind(to: Kept | null): Promise<void> {
    if (to === null) return;
    const safety = { checkout: this.#checkout, number: this.#next, message: "before a rewind" };
    const commit = parseObjectId(to.commit);
    this.#undo = this.#keep((await restoreWorktree(this.#store, { commit, safety })).safety);
    this.#tree = to.tree;
  }

  async #trash(): Promise<void> {
    const last = { checkout: this.#checkout, number: this.#next, message: "the last one" };
    const { removed, captured } = await removeCheckout(this.#store, { last, evenWithLosses: false });
    requireEqual({ seen: removed, expected: true, after: "a removal" });
    for (const made of captured) this.#keep(made);
    // What was not captured now is captured already: one of the checkpoints has this very tree.
    const now = listTree(this.#tree);
    const same = this.#kept.findLast(({ tree }) => isDeepStrictEqual(listTree(tree), now));
    if (same === undefined) throw new Error("what was not captured has no checkpoint");
    await returnCheckout(this.#store, {
      checkout: this.#checkout,
      branch: `makima/${this.#checkout.taskId}`,
      commit: parseObjectId(same.commit),
    });
    this.#ignored = null;
  }
}

function choose(kept: readonly Kept[], which: number): Kept {
  const chosen = kept[which % kept.length];
  if (chosen === undefined) throw new Error("there is always the base");
  return chosen;
}

/** The agent's own index, HEAD, refs and settings are as they were. */
async function untouched(path: string, work: () => Promise<void>): Promise<void> {
  const before = await hashAgentsGit(path);
  await work();
  const seen = await hashAgentsGit(path);
  requireEqual({ seen, expected: before, after: "a change, of the agent's own git" });
}

async function hashAgentsGit(path: string): Promise<string> {
  const hash = createHash("sha256");
  for (const name of ["index", "HEAD", "packed-refs", "config"])
    hash.update(await readFile(join(path, ".git", name)));
  return hash.digest("hex");
}

function requireEqual({ seen, expected, after }: { seen: unknown; expected: unknown; after: string }): void {
  if (isDeepStrictEqual(seen, expected)) return;
  const text = (value: unknown): string => JSON.stringify(value);
  throw new Error(`after ${after}, there is\n${text(seen)}\nand not\n${text(expected)}`);
}
