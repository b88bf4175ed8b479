// Brings what the tests like to have and npm does not bring: bubblewrap, the sandbox of agents. Everything else is in node_modules.
import { access } from "node:fs/promises";
import type { ToolConfig } from "./config.ts";
import { root } from "./gates/gate.ts";
import { runProgram } from "./ports/run-program.ts";

/** Resolves to the lines that a person should read; none when nothing was to do. Never fails: the tests go on without it. */
export async function prepareMachine({ isRoot }: ToolConfig): Promise<readonly string[]> {
  if (process.platform !== "linux" || (await runs("bwrap", ["--version"]))) return [];
  const canInstall = isRoot && (await exists("/usr/bin/apt-get"));
  if (!canInstall) return without("Install bubblewrap to have them: `sudo apt-get install bubblewrap`.");
  if ((await install(["install"])) || (await install(["update", "install"])))
    return ["Installed bubblewrap for the sandbox tests."];
  return without("apt-get could not install it; is there a network?");
}

function without(reason: string): readonly string[] {
  const line = "!".repeat(80);
  return [
    line,
    "bubblewrap is missing: agents run without a sandbox here, and its tests are left out.",
    reason,
    line,
  ];
}

async function install(verbs: readonly string[]): Promise<boolean> {
  for (const verb of verbs) {
    const args = [
      "-q",
      "-y",
      ...(verb === "install" ? [verb, "--no-install-recommends", "bubblewrap"] : [verb]),
    ];
    if (!(await runs("apt-get", args))) return false;
  }
  return true;
}

async function runs(command: string, args: readonly string[]): Promise<boolean> {
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  const { code } = await runProgram({ command, args, cwd: root, env, limitMs: 90_000 });
  return code === 0;
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
