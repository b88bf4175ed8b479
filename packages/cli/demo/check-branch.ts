// Checks the contract's branch in the sample repository: the work is there, and its own tests pass.
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { git } from "../ports/git.ts";
import { runToEnd } from "../ports/programs.ts";
import type { Check } from "./check-history.ts";

export type CheckBranch = {
  repository: string;
  branch: string;
  /** a folder for the checkout that is tested */
  folder: string;
  /** where git is looked for */
  path: string;
};

/** What the three tasks leave behind, whatever was answered. */
const LEFT: readonly (readonly [string, string])[] = [
  ["src/slug.js", "export function slugify"],
  ["src/stats.js", "export function percentile"],
  ["src/report.js", "export function report"],
  ["src/index.js", "./report.js"],
  ["test/slugify.test.js", "slugify drops accents"],
  ["test/statistics.test.js", "percentile interpolates"],
];

export async function checkBranch(check: CheckBranch): Promise<{ checks: Check[]; tree: string | null }> {
  const { repository, branch, path } = check;
  const ref = `refs/heads/${branch}`;
  const tree = await git(repository, ["rev-parse", "--verify", "--quiet", `${ref}^{tree}`], path).catch(
    () => null,
  );
  const exists = { name: "the branch is in the repository", isFine: tree !== null, found: branch };
  if (tree === null) return { checks: [exists], tree };
  return { checks: [exists, await checkFiles(check), await checkTests(check)], tree };
}

async function checkFiles({ repository, branch, path }: CheckBranch): Promise<Check> {
  const missing: string[] = [];
  for (const [file, text] of LEFT) {
    const content = await git(repository, ["show", `${branch}:${file}`], path).catch(() => "");
    if (!content.includes(text)) missing.push(file);
  }
  const found = missing.length === 0 ? `${LEFT.length} files` : `not as expected: ${missing.join(", ")}`;
  return { name: "the work of all three tasks is merged", isFine: missing.length === 0, found };
}

async function checkTests({ repository, branch, folder, path }: CheckBranch): Promise<Check> {
  const checkout = join(folder, "checkout");
  await git(repository, ["worktree", "add", "--quiet", "--detach", checkout, branch], path);
  const environment = { PATH: path };
  const run = await runToEnd(process.execPath, { args: ["--test"], folder: checkout, environment });
  await git(repository, ["worktree", "remove", "--force", checkout], path);
  await rm(checkout, { recursive: true, force: true });
  const [, passed] = /^# pass (\d+)$/m.exec(run.stdout) ?? /^ℹ pass (\d+)$/m.exec(run.stdout) ?? [];
  return {
    name: "its tests pass",
    isFine: run.code === 0,
    found:
      run.code === 0 ? `${passed ?? "all"} tests` : run.stdout.trimEnd().split("\n").slice(-8).join(" · "),
  };
}

export type Reference = { home: string; answer: string; tree: string; wasCrashed: boolean };

/** The same answer gives the same files: an undisturbed run is remembered, and others are compared with it. */
export async function compareTree({ home, answer, tree, wasCrashed }: Reference): Promise<Check[]> {
  const file = join(home, "cache", "demo-trees.json");
  const trees = new Map(Object.entries(await readTrees(file)));
  const known = trees.get(answer);
  if (!wasCrashed) {
    trees.set(answer, tree);
    await mkdir(join(home, "cache"), { recursive: true });
    await writeFile(file, JSON.stringify(Object.fromEntries(trees)));
  }
  if (known === undefined || !wasCrashed) return [];
  const found =
    known === tree ? tree.slice(0, 12) : `${tree.slice(0, 12)}, and ${known.slice(0, 12)} without`;
  return [{ name: "the same files as in a run without a crash", isFine: known === tree, found }];
}

async function readTrees(file: string): Promise<Record<string, string>> {
  try {
    return JSON.parse(await readFile(file, "utf8")) as Record<string, string>;
  } catch {
    return {};
  }
}
