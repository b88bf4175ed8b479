// The surroundings of every git call: our own configuration file, our own home, a scrubbed environment, overriding settings.
import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { LocalPath } from "./git-parts.ts";
import { parseLocalPath } from "./git-parts.ts";

/** Where git finds itself, as `prepareGit` left it. */
export interface Git {
  /** Holds our configuration file and stands in for the home folder. */
  readonly folder: LocalPath;
  /** The search path on which git and its own helpers are found. */
  readonly searchPath: string;
}

/** The repository that a call works on. Without `gitDir` git looks for one from `cwd` on. */
export interface GitPlace {
  readonly cwd: string;
  readonly gitDir?: string;
  readonly workTree?: string;
  readonly indexFile?: string;
}

export interface GitIdentity {
  readonly name: string;
  readonly email: string;
}

const makima: GitIdentity = { name: "makima", email: "makima@localhost" };

// A fetch from a path runs git's upload-pack as a second program, which `-c` does not reach: this file does. Ownership is not
// what our trust rests on (a person names the repository, and nothing in it is executed), so every folder is safe to read.
const configuration = `[safe]
\tdirectory = *
[core]
\tfsmonitor = false
\thooksPath = /dev/null
\talternateRefsCommand = true
[gc]
\tauto = 0
[maintenance]
\tauto = false
[protocol "ext"]
\tallow = never
[init]
\tdefaultBranch = main
[advice]
\tdetachedHead = false
`;

/**
 * What a configuration inside a repository could turn into a started program, turned off on the command line, which beats it.
 * `core.fsync=all` because with git's defaults a power cut was seen to lose all but the first of 41 commits.
 */
const settings: readonly string[] = [
  "core.fsmonitor=false",
  "core.hooksPath=/dev/null",
  "core.pager=cat",
  "core.editor=false",
  "core.alternateRefsCommand=true",
  "core.attributesFile=/dev/null",
  "core.excludesFile=/dev/null",
  "core.sshCommand=false",
  "core.gitProxy=",
  "core.protectHFS=true",
  "core.protectNTFS=true",
  "core.fsync=all",
  "core.quotePath=false",
  "credential.helper=",
  "commit.gpgSign=false",
  "diff.external=",
  "diff.ignoreSubmodules=all",
  "fetch.writeCommitGraph=false",
  "fetch.recurseSubmodules=false",
  "gc.auto=0",
  "maintenance.auto=false",
  "log.showSignature=false",
  "protocol.ext.allow=never",
  "submodule.recurse=false",
  "checkout.workers=4",
  "checkout.thresholdForParallelism=1000",
];

/** Makes the folder with our configuration file. Safe to call at each start. */
export async function prepareGit({
  folder,
  searchPath,
}: {
  folder: string;
  searchPath: string;
}): Promise<Git> {
  const prepared = parseLocalPath(folder);
  await mkdir(prepared, { recursive: true, mode: 0o700 });
  const file = join(prepared, "config");
  await writeFile(`${file}.new`, configuration, { mode: 0o600 });
  await rename(`${file}.new`, file);
  return { folder: prepared, searchPath };
}

export function settingArguments(): readonly string[] {
  return settings.flatMap((setting) => ["-c", setting]);
}

/**
 * The whole environment of a call. Only paths of this machine are fetched from and delivered to, so `file` is the one protocol:
 * an `insteadOf` in somebody's configuration leads nowhere.
 */
export function gitEnvironment(
  git: Git,
  place: GitPlace,
  identity: GitIdentity = makima,
): Record<string, string> {
  return {
    PATH: git.searchPath,
    HOME: git.folder,
    XDG_CONFIG_HOME: git.folder,
    LC_ALL: "C",
    TZ: "UTC",
    GIT_CONFIG_GLOBAL: join(git.folder, "config"),
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_ATTR_NOSYSTEM: "1",
    GIT_ALLOW_PROTOCOL: "file",
    GIT_TERMINAL_PROMPT: "0",
    GIT_ASKPASS: "/bin/false",
    GIT_EDITOR: "/bin/false",
    GIT_PAGER: "cat",
    GIT_OPTIONAL_LOCKS: "0",
    GIT_NO_REPLACE_OBJECTS: "1",
    GIT_LITERAL_PATHSPECS: "1",
    GIT_REFLOG_ACTION: "makima",
    GIT_AUTHOR_NAME: identity.name,
    GIT_AUTHOR_EMAIL: identity.email,
    GIT_COMMITTER_NAME: identity.name,
    GIT_COMMITTER_EMAIL: identity.email,
    ...(place.gitDir === undefined ? {} : { GIT_DIR: place.gitDir, GIT_CEILING_DIRECTORIES: place.cwd }),
    ...(place.workTree === undefined ? {} : { GIT_WORK_TREE: place.workTree }),
    ...(place.indexFile === undefined ? {} : { GIT_INDEX_FILE: place.indexFile }),
  };
}
