// Brings what the tests like to have and npm does not bring: bubblewrap, the sandbox of agents; Chromium, a person's browser; the servers and keys of
// repositories on other machines. Everything else is in node_modules.
import { access } from "node:fs/promises";
import type { ToolConfig } from "./config.ts";
import { root } from "./gates/gate.ts";
import { runProgram } from "./ports/run-program.ts";

type Wanted = { program: string; asked?: string; packageName: string; without: string };

const WANTED: readonly Wanted[] = [
  {
    program: "bwrap",
    packageName: "bubblewrap",
    without: "agents run without a sandbox here, and its tests are left out.",
  },
  { program: "chromium", packageName: "chromium", without: "the stories of the web app will fail." },
  {
    program: "/usr/sbin/sshd",
    asked: "-V",
    packageName: "openssh-server",
    without: "the tests of repositories behind ssh are left out.",
  },
  {
    program: "openssl",
    asked: "version",
    packageName: "openssl",
    without: "the tests of repositories behind TLS are left out.",
  },
];

/** Resolves to the lines that a person should read; none when nothing was to do. Never fails: the tests go on without it. */
export async function prepareMachine({ isRoot }: ToolConfig): Promise<readonly string[]> {
  if (process.platform !== "linux") return [];
  const lines: string[] = [];
  for (const wanted of WANTED) {
    if (!(await runs(wanted.program, [wanted.asked ?? "--version"])))
      lines.push(...(await bring(wanted, isRoot)));
  }
  return lines;
}

async function bring({ packageName, without }: Wanted, isRoot: boolean): Promise<readonly string[]> {
  const canInstall = isRoot && (await exists("/usr/bin/apt-get"));
  if (
    canInstall &&
    ((await install(packageName, ["install"])) || (await install(packageName, ["update", "install"])))
  )
    return [`Installed ${packageName} for the tests.`];
  const line = "!".repeat(80);
  const reason = canInstall
    ? "apt-get could not install it; is there a network?"
    : `Install it to have them: \`sudo apt-get install ${packageName}\`.`;
  return [line, `${packageName} is missing: ${without}`, reason, line];
}

async function install(packageName: string, verbs: readonly string[]): Promise<boolean> {
  for (const verb of verbs) {
    const what = verb === "install" ? [verb, "--no-install-recommends", packageName] : [verb];
    if (!(await runs("apt-get", ["-q", "-y", ...what]))) return false;
  }
  return true;
}

async function runs(command: string, args: readonly string[]): Promise<boolean> {
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  const { code } = await runProgram({ command, args, cwd: root, env, limitMs: 180_000 });
  return code === 0;
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
