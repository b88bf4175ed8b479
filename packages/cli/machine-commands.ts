// The commands for keys, worktrees and machines, in the order in which help shows them after those for the work itself.
import type { Command } from "commander";

export type Listed = {
  /** "up", or "contract new" */
  path: string;
  summary: string;
  /** Adds the command's arguments, options and action. */
  load(command: Command): Promise<void>;
};

export const machineCommands: readonly Listed[] = [
  {
    path: "login",
    summary: "store where the server is, and a key for it",
    load: async (command) => (await import("./commands/login.ts")).login(command),
  },
  {
    path: "completion",
    summary: "the script that makes your shell complete commands and ids",
    load: async (command) => (await import("./commands/completion.ts")).completion(command),
  },
  {
    path: "key create",
    summary: "make an API key; it is shown once",
    load: async (command) => (await import("./commands/create-key.ts")).createKey(command),
  },
  {
    path: "key list",
    summary: "list API keys",
    load: async (command) => (await import("./commands/list-keys.ts")).listKeys(command),
  },
  {
    path: "key revoke",
    summary: "revoke an API key at once",
    load: async (command) => (await import("./commands/revoke-key.ts")).revokeKey(command),
  },
  {
    path: "key join",
    summary: "make a token with which one more machine joins",
    load: async (command) => (await import("./commands/create-join-token.ts")).createJoinToken(command),
  },
  {
    path: "worktree list",
    summary: "what tasks take of the disk, and what is in the trash can",
    load: async (command) => (await import("./commands/list-worktrees.ts")).listWorktrees(command),
  },
  {
    path: "worktree restore",
    summary: "bring a finished task's worktree back from the trash can",
    load: async (command) => (await import("./commands/restore-worktree.ts")).restoreWorktree(command),
  },
  {
    path: "worktree prune",
    summary: "move finished tasks' worktrees to the trash can now",
    load: async (command) => (await import("./commands/prune-worktrees.ts")).pruneWorktrees(command),
  },
  {
    path: "server",
    summary: "run a server alone",
    load: async (command) => (await import("./commands/server.ts")).server(command),
  },
  {
    path: "daemon",
    summary: "run a daemon alone, for a server elsewhere",
    load: async (command) => (await import("./commands/daemon.ts")).daemon(command),
  },
  {
    path: "daemon list",
    summary: "list daemons with their load",
    load: async (command) => (await import("./commands/list-daemons.ts")).listDaemons(command),
  },
  {
    path: "daemon drain",
    summary: "move the work away from a daemon, so that it can be stopped",
    load: async (command) => (await import("./commands/drain-daemon.ts")).drainDaemon(command),
  },
];
