// A person's git repository: real, with one commit on main.
import { cp, mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { runCommand } from "./ports/run-command.ts";

export type TestRepository = {
  path: string;
  /** the commit that main begins with */
  firstCommit: string;
  /** git as the person runs it there; gives what it printed */
  git: (...args: string[]) => Promise<string>;
  /** All that is the person's own: branches other than makima's, tags, index, HEAD, stash, configuration and files, as one text. */
  own: () => Promise<string>;
  /** A file as a branch has it; null when it is not there. */
  show: (branch: string, file: string) => Promise<string | null>;
};

export type MakeRepository = {
  path: string;
  /** a folder whose files are copied into it first */
  from?: string;
  files?: Readonly<Record<string, string>>;
};

export async function makeRepository({ path, from, files = {} }: MakeRepository): Promise<TestRepository> {
  await mkdir(path, { recursive: true });
  if (from !== undefined) await cp(from, path, { recursive: true });
  for (const [name, content] of Object.entries(
    from === undefined ? { "README.md": "Ours.\n", ...files } : files,
  )) {
    await mkdir(dirname(join(path, name)), { recursive: true });
    await writeFile(join(path, name), content);
  }
  const git = (...args: string[]) =>
    runCommand({ program: "git", args, cwd: path, environment: { HOME: path } });
  await git("init", "--quiet", "--initial-branch=main");
  await git("config", "user.name", "A person");
  await git("config", "user.email", "person@localhost");
  await git("add", "--all");
  await git("commit", "--quiet", "--message=first");
  const firstCommit = await git("rev-parse", "HEAD");
  return {
    path,
    firstCommit,
    git,
    own: () => readOwn(git),
    show: (branch, file) => show(git, { branch, file }),
  };
}

type Git = TestRepository["git"];

async function readOwn(git: Git): Promise<string> {
  const refs = await git("for-each-ref", "--format=%(refname) %(objectname)");
  const parts = [
    refs
      .split("\n")
      .filter((line) => !/^refs\/(heads\/)?makima\//.test(line))
      .join("\n"),
    await git("symbolic-ref", "HEAD"),
    await git("ls-files", "--stage", "--debug"),
    await git("status", "--porcelain", "--untracked-files=all", "--ignored"),
    await git("config", "--local", "--list"),
    await git("worktree", "list", "--porcelain"),
  ];
  return parts.join("\n\n");
}

async function show(git: Git, { branch, file }: { branch: string; file: string }): Promise<string | null> {
  const there = await git("ls-tree", "--name-only", branch, "--", file);
  return there === "" ? null : git("show", `${branch}:${file}`);
}
