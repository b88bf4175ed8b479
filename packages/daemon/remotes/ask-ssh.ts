// Asks the person's ssh where it would go for a host: their configuration may give it another name, another port, or a proxy.
import { runProgram } from "../ports/run-program.ts";
import type { Store } from "../worktrees/store.ts";
import { personEnvironment, type SshProgram } from "./person-git.ts";
import type { Goal } from "./read-goal.ts";

export interface AskedSsh {
  readonly host: string;
  readonly port: number;
  /** It goes through another host or program. */
  readonly hasProxy: boolean;
  /** The person says under which name its key is known. */
  readonly hasAlias: boolean;
}

/** Null where it does not say: an older ssh, or a program that only has its name. Nothing is connected to. */
export async function askSsh(
  store: Store,
  { folder, program, goal }: { folder: string; program: SshProgram; goal: Extract<Goal, { by: "ssh" }> },
): Promise<AskedSsh | null> {
  const host = goal.host.replace(/^\[(.*)\]$/, "$1");
  const words = [
    ...["-oBatchMode=yes", "-G"],
    ...(goal.port === null ? [] : ["-p", String(goal.port)]),
    goal.user === null ? host : `${goal.user}@${host}`,
  ];
  // As git would start it: by a shell, which reads the person's own words, and none of ours.
  const end = await runProgram({
    ...{ command: "sh", args: ["-c", `${program.command} "$@"`, "ssh", ...words] },
    ...{ cwd: folder, env: personEnvironment(store, folder), timeoutMs: 10_000, maxOutputBytes: 1024 * 1024 },
  });
  const told = new Map(
    end.stdout
      .toString("utf8")
      .split("\n")
      .map((line) => [line.split(" ", 1)[0] ?? "", line.slice(line.indexOf(" ") + 1)]),
  );
  const name = told.get("hostname");
  if (end.exitCode !== 0 || name === undefined) return null;
  const isSet = (option: string): boolean => (told.get(option) ?? "none") !== "none";
  return {
    ...{ host: name, port: Number(told.get("port") ?? 22) },
    ...{ hasProxy: isSet("proxycommand") || isSet("proxyjump"), hasAlias: isSet("hostkeyalias") },
  };
}
