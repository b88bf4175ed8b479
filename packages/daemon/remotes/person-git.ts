// The one kind of git call that has the person's own home and git configuration: what talks to their remote. It runs in a folder of the daemon's in
// which no agent's byte lies: no hooks, no worktree, and a configuration that we wrote.
import { basename } from "node:path";
import { GitError } from "../git/git-error.ts";
import type { FETCH_FLAGS, ObjectId, RefName, Refspec } from "../git/git-parts.ts";
import { type ProgramEnd, ProgramStartError, runProgram } from "../ports/run-program.ts";
import type { Store } from "../worktrees/store.ts";

/** Only these, word for word; the remote is always `origin`, whose URL is in the folder's own configuration. */
type PersonCommand =
  | readonly ["ls-remote", "--symref", "origin", "HEAD", "refs/heads/*"]
  | readonly ["fetch", ...typeof FETCH_FLAGS, "origin", Refspec]
  | readonly ["push", ...typeof PUSH_FLAGS, "origin", `${ObjectId}:${RefName}`]
  | readonly ["config", "--get", "core.sshCommand"]
  | readonly ["config", "--path", "--get", "core.excludesFile"];

/** Never a force; what the remote says is asked for in its form for programs. */
export const PUSH_FLAGS = [
  "--porcelain",
  "--no-verify",
  "--no-follow-tags",
  "--recurse-submodules=no",
] as const;

// What of the person's configuration would do more than to reach the remote. Theirs stay: credential helpers, `insteadOf`, proxies, certificates, ssh.
const settings: readonly string[] = [
  "core.fsmonitor=false",
  "core.hooksPath=/dev/null",
  "core.alternateRefsCommand=true",
  "core.fsync=all",
  "core.quotePath=false",
  "fetch.recurseSubmodules=false",
  "fetch.writeCommitGraph=false",
  "gc.auto=0",
  "http.followRedirects=false",
  "http.lowSpeedLimit=100",
  "http.lowSpeedTime=60",
  "maintenance.auto=false",
  "protocol.ext.allow=never",
  "push.followTags=false",
  "push.recurseSubmodules=no",
  "submodule.recurse=false",
  "transfer.bundleURI=false",
];

const maxOutputBytes = 64 * 1024 * 1024;

/** Throws `GitError` where git could not be started; how it ended is for the caller to read. */
export async function runPersonGit(
  store: Store,
  call: { folder: string; command: PersonCommand; timeoutMs: number },
): Promise<ProgramEnd> {
  const { folder, command, timeoutMs } = call;
  const env = { ...environment(store, folder), ...(await sshEnvironment(store, call)) };
  const args = [...settings.flatMap((setting) => ["-c", setting]), ...command];
  return start({ args, cwd: folder, env, timeoutMs });
}

/** Nobody is there to be asked for a password or whether a host is known: git fails instead, and its words say so. */
function environment(store: Store, folder: string): Record<string, string> {
  return {
    ...store.person,
    PATH: store.git.searchPath,
    LC_ALL: "C",
    LANGUAGE: "C",
    GIT_DIR: folder,
    GIT_ALLOW_PROTOCOL: "https:http:ssh",
    GIT_TERMINAL_PROMPT: "0",
    GIT_ASKPASS: "/bin/false",
    SSH_ASKPASS: "/bin/false",
    SSH_ASKPASS_REQUIRE: "never",
    GCM_INTERACTIVE: "never",
    GIT_NO_REPLACE_OBJECTS: "1",
  };
}

/** The person's own ssh command, where they have one, told to ask nothing; another program than ssh has no terminal to ask on anyhow. */
async function sshEnvironment(
  store: Store,
  { folder, command }: { folder: string; command: PersonCommand },
): Promise<Record<string, string>> {
  if (command[0] === "config" || store.person["GIT_SSH"] !== undefined) return {};
  const theirs = store.person["GIT_SSH_COMMAND"] ?? (await readSshCommand(store, folder));
  const [program = ""] = theirs.split(" ");
  return basename(program) === "ssh" ? { GIT_SSH_COMMAND: `${theirs} -oBatchMode=yes` } : {};
}

async function readSshCommand(store: Store, folder: string): Promise<string> {
  const command = ["config", "--get", "core.sshCommand"] as const;
  const end = await runPersonGit(store, { folder, command, timeoutMs: 10_000 });
  const found = end.stdout.toString("utf8").trim();
  return found === "" ? "ssh" : found;
}

async function start(call: {
  args: readonly string[];
  cwd: string;
  env: Readonly<Record<string, string>>;
  timeoutMs: number;
}): Promise<ProgramEnd> {
  return runProgram({ command: "git", ...call, maxOutputBytes }).catch((cause: unknown) => {
    if (!(cause instanceof ProgramStartError)) throw cause;
    throw new GitError({
      code: "GIT_NOT_STARTED",
      args: call.args,
      exitCode: null,
      stderr: cause.message,
      cause,
    });
  });
}
