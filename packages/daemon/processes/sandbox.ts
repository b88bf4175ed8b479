// The sandbox of agents: bubblewrap where it works, else nothing and a loud warning.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { ProgramStartError, runProgram } from "../ports/run-program.ts";

interface SandboxPolicy {
  /** Read and write. */
  readonly writable: readonly string[];
  /** Read only, also where a folder above is hidden. */
  readonly readable: readonly string[];
  /** Not seen at all. */
  readonly hidden: readonly string[];
}

export interface Sandbox {
  readonly isOn: boolean;
  wrap(call: {
    command: readonly [string, ...string[]];
    cwd: string;
    policy: SandboxPolicy;
  }): [string, ...string[]];
}

const none: Sandbox = { isOn: false, wrap: ({ command }) => [...command] };
const bubblewrap: Sandbox = {
  isOn: true,
  wrap: ({ command, cwd, policy }) => ["bwrap", ...sandboxArguments({ cwd, policy }), "--", ...command],
};

/** Tries bubblewrap once. Throws `Error` when it is required and does not work. */
export async function openSandbox(
  mode: "auto" | "require" | "off",
  { searchPath }: { searchPath: string },
): Promise<Sandbox> {
  if (mode === "off") return none;
  const problem = await tryBubblewrap(searchPath);
  if (problem === null) return bubblewrap;
  if (mode === "require") {
    throw new Error(
      `MAKIMA_SANDBOX=require, but bubblewrap does not work here: ${problem}. Install bubblewrap.`,
    );
  }
  return none;
}

async function tryBubblewrap(searchPath: string): Promise<string | null> {
  try {
    const end = await runProgram({
      command: "bwrap",
      args: [
        "--ro-bind",
        "/",
        "/",
        "--dev",
        "/dev",
        "--proc",
        "/proc",
        "--unshare-pid",
        "--die-with-parent",
        "true",
      ],
      cwd: "/",
      env: { PATH: searchPath },
      timeoutMs: 5000,
      maxOutputBytes: 65_536,
    });
    return end.exitCode === 0 ? null : end.stderr.trim() || `it ended with ${end.exitCode}`;
  } catch (error) {
    if (error instanceof ProgramStartError) return "it is not installed";
    throw error;
  }
}

/** Later mounts cover earlier ones: first everything read-only, then what is hidden, then what is shown again. */
export function sandboxArguments({ cwd, policy }: { cwd: string; policy: SandboxPolicy }): string[] {
  return [
    ...["--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc"],
    ...policy.hidden.filter((path) => existsSync(path)).flatMap((path) => ["--tmpfs", path]),
    ...policy.readable.filter((path) => existsSync(path)).flatMap((path) => ["--ro-bind", path, path]),
    ...policy.writable.filter((path) => existsSync(path)).flatMap((path) => ["--bind", path, path]),
    ...["--unshare-pid", "--die-with-parent", "--chdir", cwd],
  ];
}

/** Where keys of people lie that no agent needs. */
export function secretFolders(home: string): string[] {
  return [".ssh", ".aws", ".gnupg"].map((name) => join(home, name));
}
