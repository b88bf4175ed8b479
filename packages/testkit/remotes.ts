// A remote repository behind a login, and a person's home whose git knows how to log in there.
import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type GitHost, type Login, openGitHost } from "./ports/git-host.ts";
import { runCommand } from "./ports/run-command.ts";

export type TestRemote = {
  host: GitHost;
  /** the name that nobody resolves: only the person's own `insteadOf` leads it to the host */
  url: string;
  /** where the host itself is, for those without the person's configuration */
  directUrl: string;
  /** the bare repository behind it */
  path: string;
  /** git in the bare repository */
  git: (...args: string[]) => Promise<string>;
  /** A commit on main as somebody else would push it; gives it. */
  commit(file: string, content: string): Promise<string>;
  /** What refuses each push with these words; null: nothing. */
  decline(words: string | null): Promise<void>;
};

export const LOGIN: Login = { user: "person", password: "open-sesame" };

/** Below `root`: the remote with one commit on main. `name` is its name at the host. The caller stops the host. */
export async function makeRemote(root: string, { name = "demo" } = {}): Promise<TestRemote> {
  const folder = join(root, "host");
  const path = join(folder, `${name}.git`);
  await mkdir(path, { recursive: true });
  const git = (...args: string[]) =>
    runCommand({ program: "git", args, cwd: path, environment: { HOME: root } });
  await git("init", "--quiet", "--bare", "--initial-branch=main");
  const commit = async (file: string, content: string): Promise<string> => {
    const from = await git("rev-parse", "--verify", "--quiet", "refs/heads/main").catch(() => "");
    const content64 = join(root, "content");
    await writeFile(content64, content);
    const blob = await git("hash-object", "-w", content64);
    const listed = from === "" ? "" : await git("ls-tree", "-r", from);
    const rest = listed.split("\n").filter((line) => line !== "" && !line.endsWith(`\t${file}`));
    const index = { program: "git", cwd: path };
    const environment = { HOME: root, GIT_INDEX_FILE: join(root, "remote-index") };
    await runCommand({ ...index, environment, args: ["read-tree", "--empty"] });
    for (const line of [...rest, `100644 blob ${blob}\t${file}`]) {
      const [, mode = "", id = "", at = ""] = /^(\d+) blob (\w+)\t(.*)$/.exec(line) ?? [];
      const args = ["update-index", "--add", "--cacheinfo", `${mode},${id},${at}`];
      await runCommand({ ...index, environment, args });
    }
    const tree = await runCommand({ ...index, environment, args: ["write-tree"] });
    const parents = from === "" ? [] : ["-p", from];
    const person = ["-c", "user.name=Somebody", "-c", "user.email=somebody@localhost"];
    const made = await git(...person, "commit-tree", tree, ...parents, "-m", `Write ${file}`);
    await git("update-ref", "refs/heads/main", made);
    return made;
  };
  await commit("README.md", "Theirs.\n");
  const host = await openGitHost({ folder, login: LOGIN });
  return {
    host,
    url: `https://git.example.test/${name}.git`,
    directUrl: `${host.url}/${name}.git`,
    path,
    git,
    commit,
    decline: async (words) => {
      const hook = join(path, "hooks", "pre-receive");
      const says = words === null ? "exit 0" : `echo "${words}" >&2; exit 1`;
      await mkdir(join(path, "hooks"), { recursive: true });
      await writeFile(hook, `#!/bin/sh\n${says}\n`);
      await chmod(hook, 0o755);
    },
  };
}

/** A home whose git finds the remote by `insteadOf` and logs in by a credential helper, with this password. */
export async function makePersonHome(
  home: string,
  {
    host,
    password = LOGIN.password,
  }: {
    host: GitHost;
    password?: string;
  },
): Promise<void> {
  await mkdir(home, { recursive: true });
  const store = join(home, ".git-credentials");
  const address = host.url.replace("http://", `http://${LOGIN.user}:${password}@`);
  await writeFile(store, `${address}\n`, { mode: 0o600 });
  const lines = [
    `[url "${host.url}/"]`,
    "\tinsteadOf = https://git.example.test/",
    "[credential]",
    `\thelper = store --file ${store}`,
  ];
  await writeFile(join(home, ".gitconfig"), `${lines.join("\n")}\n`);
}
