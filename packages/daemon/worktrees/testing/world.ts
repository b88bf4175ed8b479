// A person's repository and a daemon's store in a temporary folder, for the tests of git and worktrees.

import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { runProgram } from "../../ports/run-program.ts";
import type { CheckedRepository } from "../check-repository.ts";
import { checkRepository } from "../check-repository.ts";
import { createCheckout } from "../create-checkout.ts";
import type { ContractBranch } from "../ensure-branch.ts";
import { ensureBranch } from "../ensure-branch.ts";
import type { Mirror } from "../ensure-mirror.ts";
import { ensureMirror } from "../ensure-mirror.ts";
import type { Checkout, Store } from "../store.ts";
import { openStore } from "../store.ts";

export const searchPath = "/usr/local/bin:/usr/bin:/bin";
const contractId = "0190aaaa-0000-7000-8000-000000000001";

export interface World {
  readonly root: string;
  readonly person: string;
  readonly store: Store;
  readonly repository: CheckedRepository;
  readonly mirror: Mirror;
  readonly branch: ContractBranch;
  /** A checkout of a task at the contract's branch. */
  checkout(taskId: string): Promise<{ checkout: Checkout; path: string }>;
  remove(): Promise<void>;
}

/** Files by path; a first commit is made of them on `main`. */
export async function makeWorld(
  files: Readonly<Record<string, string>> = { "a.txt": "a1\n" },
): Promise<World> {
  const root = await realpath(await mkdtemp(join(tmpdir(), "makima-worktrees-")));
  const person = join(root, "person");
  await mkdir(person);
  await git(person, "init", "-q", "-b", "main");
  await git(person, "config", "user.name", "Person");
  await git(person, "config", "user.email", "person@localhost");
  await write(person, files);
  await git(person, "add", "-A");
  await git(person, "commit", "-q", "-m", "first");

  const store = await openStore({ home: join(root, "home"), searchPath });
  const repository = await checkRepository(store, { location: person });
  if (!repository.ok) throw new Error(repository.message);
  const mirror = await ensureMirror(store, repository);
  const branch = { mirror: mirror.mirror, contractId, branch: "makima/demo-0190aaaa" };
  await ensureBranch(store, { branch, commit: mirror.baseCommit });
  return {
    root,
    person,
    store,
    repository,
    mirror,
    branch,
    async checkout(taskId) {
      const checkout = { mirror: mirror.mirror, contractId, taskId };
      const request = { checkout, branch: `makima/${taskId}`, baseCommit: mirror.baseCommit, shared: [] };
      return { checkout, path: (await createCheckout(store, request)).path };
    },
    remove: () => rm(root, { recursive: true, force: true }),
  };
}

/** Plain git, as a person or an agent runs it: with the repository's own configuration, and none of the machine's. */
export async function git(cwd: string, ...args: readonly string[]): Promise<string> {
  const end = await gitEnd(cwd, ...args);
  if (end.exitCode !== 0) throw new Error(`git ${args.join(" ")} in ${cwd}: ${end.stderr}`);
  return end.stdout.toString("utf8").trim();
}

export function gitEnd(cwd: string, ...args: readonly string[]) {
  const env = { PATH: searchPath, HOME: "/nonexistent", GIT_CONFIG_NOSYSTEM: "1", LC_ALL: "C" };
  return runProgram({ command: "git", args, cwd, env, timeoutMs: 60_000, maxOutputBytes: 64 * 1024 * 1024 });
}

export async function write(root: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), content);
  }
}

/** Everything of a person's repository that no operation may change, as one comparable value. */
export async function photograph(person: string, ...exceptRefs: readonly string[]): Promise<string> {
  const index = createHash("sha256")
    .update(await readFile(join(person, ".git", "index")))
    .digest("hex");
  const refs = (await git(person, "for-each-ref"))
    .split("\n")
    .filter((line) => !exceptRefs.some((ref) => line.endsWith(ref)));
  const rest = await Promise.all([
    git(person, "symbolic-ref", "HEAD"),
    git(person, "--no-optional-locks", "status", "--porcelain=v2", "--untracked-files=all"),
    git(person, "stash", "list"),
    git(person, "reflog", "HEAD"),
    readFile(join(person, ".git", "config"), "utf8"),
  ]);
  return JSON.stringify({ index, refs, rest }, null, 1);
}

/** Everything of an agent's own git that nothing of ours may change, as one text. */
export async function agentsGit(path: string): Promise<string> {
  const parts = await Promise.all([
    git(path, "rev-parse", "HEAD"),
    git(path, "for-each-ref"),
    git(path, "stash", "list"),
    git(path, "ls-files", "--stage"),
  ]);
  return [...parts, (await readFile(join(path, ".git/index"))).toString("base64")].join("\n");
}

/** A daemon of its own that begins this operation of the store and is killed after `afterMs`, while its git may still run. */
export async function beginAndKill(
  { root, store }: World,
  operation: { module: string; name: string; request: object; afterMs: number },
): Promise<void> {
  const { module, name, request, afterMs } = operation;
  const script = `
    const { openStore } = await import(${JSON.stringify(import.meta.resolve("../store.ts"))});
    const { ${name} } = await import(${JSON.stringify(module)});
    const store = await openStore(${JSON.stringify({ home: store.home, searchPath })});
    setTimeout(() => process.kill(process.pid, "SIGKILL"), ${afterMs});
    await ${name}(store, ${JSON.stringify(request)});
    await new Promise(() => undefined);
  `;
  const end = await runProgram({
    command: process.execPath,
    args: ["--input-type=module", "-e", script],
    cwd: root,
    env: {},
    timeoutMs: 60_000,
    maxOutputBytes: 1_000_000,
  });
  if (end.ending !== "killed") throw new Error(`it was not killed: ${end.stderr}`);
}
