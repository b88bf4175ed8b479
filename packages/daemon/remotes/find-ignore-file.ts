// The file with what the person ignores in all of their repositories, as their own git finds it.
import { stat } from "node:fs/promises";
import { isAbsolute, join } from "node:path";
import type { Store } from "../worktrees/store.ts";
import { runPersonGit } from "./person-git.ts";

/** Null where there is none. */
export async function findIgnoreFile(store: Store, gitDir: string): Promise<string | null> {
  const command = ["config", "--path", "--get", "core.excludesFile"] as const;
  const end = await runPersonGit(store, { folder: gitDir, command, timeoutMs: 10_000 });
  const named = end.stdout.toString("utf8").trimEnd();
  const { HOME: home = "/", XDG_CONFIG_HOME: config = join(home, ".config") } = store.person;
  const file = named === "" ? join(config, "git", "ignore") : named;
  if (!isAbsolute(file)) return null;
  return stat(file).then(
    (status) => (status.isFile() ? file : null),
    () => null,
  );
}
