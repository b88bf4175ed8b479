// The one kind of git call that has the person's own home and git configuration: what talks to their remote. It runs in a folder of the daemon's in
// which no agent's byte lies: no hooks, no worktree, and a configuration that we wrote.
import { basename } from "node:path";
import { GitError } from "../git/git-error.ts";
import type { FETCH_FLAGS, ObjectId, RefName, Refspec } from "../git/git-parts.ts";
import { type ProgramEnd, ProgramStartError, runProgram } from "../ports/run-program.ts";
import type { Store } from "../worktrees/store.ts";

/** Only these, word for word; the remote is always `origin`, whose URL is in the folder's own configuration. These go there, by a route that was found. */
type RemoteCommand =
  | readonly ["ls-remote", "--symref", "origin", "HEAD", "refs/heads/*"]
  | readonly ["fetch", ...typeof FETCH_FLAGS, "origin", Refspec]
  | readonly ["push", ...typeof PUSH_FLAGS, "origin", `${ObjectId}:${RefName}`];
/** These go nowhere. */
type LocalCommand =
  | (typeof ADDRESS_OF)[keyof typeof ADDRESS_OF]
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

/** What git is told beside a command, so that it goes where was looked and nowhere else; see find-route.ts. */
export interface Route {
  readonly ok: true;
  readonly settings: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

type Call =
  | { folder: string; command: RemoteCommand; route: Route; timeoutMs: number }
  | { folder: string; command: LocalCommand; route?: never; timeoutMs: number };

/** Throws `GitError` where git could not be started; how it ended is for the caller to read. */
export async function runPersonGit(store: Store, call: Call): Promise<ProgramEnd> {
  const { folder, command, route, timeoutMs } = call;
  const env = { ...personEnvironment(store, folder), ...route?.env };
  const given = [...settings, ...(route?.settings ?? [])].flatMap((setting) => ["-c", setting]);
  return start({ args: [...given, ...command], cwd: folder, env, timeoutMs });
}

/** Each with an `insteadOf` of its own. */
const ADDRESS_OF = {
  fetch: ["ls-remote", "--get-url", "origin"],
  push: ["remote", "get-url", "--push", "origin"],
} as const;

/** Where git goes for `origin`, after what the person's configuration makes of it. It may hold a password of theirs. */
export async function readAddress(
  store: Store,
  { folder, way }: { folder: string; way: keyof typeof ADDRESS_OF },
): Promise<string> {
  const command = ADDRESS_OF[way];
  const end = await runPersonGit(store, { folder, command, timeoutMs: 10_000 });
  return end.stdout.toString("utf8").trim();
}

/** As the person has it, in words of a shell. */
export interface SshProgram {
  readonly command: string;
}

/** Null where their program is not ssh: it takes no options of ours, and has no terminal to ask on anyhow. */
export async function sshProgram(store: Store, folder: string): Promise<SshProgram | null> {
  if (store.person["GIT_SSH"] !== undefined) return null;
  const command = store.person["GIT_SSH_COMMAND"] ?? (await readSshCommand(store, folder));
  const [program = ""] = command.split(" ");
  return basename(program) === "ssh" ? { command } : null;
}

/** Nobody is there to be asked for a password or whether a host is known: git fails instead, and its words say so. */
export function personEnvironment(store: Store, folder: string): Record<string, string> {
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
