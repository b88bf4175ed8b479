// Decides as whom PostgreSQL runs, since it refuses to run as root.
import type { Command } from "./ports/processes.ts";
import { ownUserId, runProcess } from "./ports/processes.ts";
import { PostgresError } from "./postgres-error.ts";

/**
 * `self`: we are no root. `user_namespace`: root outside, user 1000 inside, so files stay root's and no account is
 * needed. `nobody`: an account of its own, which needs its data where that account may go.
 */
export type Account =
  | { kind: "self"; owner: number | null }
  | { kind: "user_namespace"; owner: 0 }
  | { kind: "nobody"; owner: number; group: number };

/** Fixed, so that what PostgreSQL sees does not hang on who started us. */
const searchPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/run/current-system/sw/bin";
const namespaceArgs = ["--user", "--map-user=1000", "--map-group=1000", "--"];

/**
 * `stayNobody`: the data is `nobody`'s from a time when user namespaces were forbidden.
 * Throws `NO_ACCOUNT` when we are root, may make no user namespace, and there is no account `nobody`.
 */
export async function chooseAccount({ stayNobody }: { stayNobody: boolean }): Promise<Account> {
  const self = ownUserId();
  if (self !== 0) return { kind: "self", owner: self };
  if (!stayNobody && (await succeeds({ program: "unshare", args: [...namespaceArgs, "true"] }))) {
    return { kind: "user_namespace", owner: 0 };
  }
  const owner = await numberFrom(["-u", "nobody"]);
  const group = await numberFrom(["-g", "nobody"]);
  if (owner !== null && group !== null) return { kind: "nobody", owner, group };
  throw new PostgresError(
    "NO_ACCOUNT",
    "PostgreSQL does not run as root, user namespaces are forbidden here, and there is no account `nobody`. " +
      "Run makima as an ordinary user, allow user namespaces, or set MAKIMA_DATABASE_URL.",
  );
}

/** The same command as the chosen account. `unshare` execs the program, so its pid is our direct child's. */
export function asAccount(account: Account, command: Omit<Command, "user">): Command {
  const environment = { PATH: searchPath, LC_ALL: "C", ...command.environment };
  switch (account.kind) {
    case "self":
      return { ...command, environment };
    case "user_namespace":
      return {
        ...command,
        environment,
        program: "unshare",
        args: [...namespaceArgs, command.program, ...command.args],
      };
    case "nobody":
      return { ...command, environment, user: { uid: account.owner, gid: account.group } };
  }
}

async function succeeds({ program, args }: { program: string; args: string[] }): Promise<boolean> {
  return (await outputOf({ program, args })) !== null;
}

async function numberFrom(args: string[]): Promise<number | null> {
  const output = await outputOf({ program: "id", args });
  return output === null ? null : Number(output);
}

/** Null when the program is not there or says no. */
async function outputOf({ program, args }: { program: string; args: string[] }): Promise<string | null> {
  const environment = { PATH: searchPath, LC_ALL: "C" };
  const result = await runProcess({ program, args, folder: "/", environment }).catch(() => null);
  return result?.code === 0 ? result.output : null;
}
