// The git of the demonstration: in a folder that it made itself, with an identity and configuration of its own.
import { runToEnd } from "./programs.ts";

const identity = {
  GIT_AUTHOR_NAME: "makima demo",
  GIT_AUTHOR_EMAIL: "demo@makima.invalid",
  GIT_COMMITTER_NAME: "makima demo",
  GIT_COMMITTER_EMAIL: "demo@makima.invalid",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_TERMINAL_PROMPT: "0",
};

/** `path` is where git is looked for. Throws with what git said. */
export async function git(folder: string, args: readonly string[], path: string): Promise<string> {
  const environment = { PATH: path, ...identity };
  const { code, stdout, stderr } = await runToEnd("git", { args, folder, environment });
  if (code === 0) return stdout.trim();
  throw new Error(`git ${args[0] ?? ""} in ${folder} failed: ${stderr.trim() || `exit ${code}`}`);
}
