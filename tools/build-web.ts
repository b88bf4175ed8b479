// Builds the web app when its sources are newer than the last build; `npm start` does it first. Else it takes a few milliseconds.
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { root } from "./gates/gate.ts";
import { monotonicMs } from "./ports/clock.ts";
import { runProgram } from "./ports/run-program.ts";

const web = join(root, "packages", "web");
const built = join(web, "dist", "index.html");
/** What goes into the app: its own sources, those that it imports, and the versions of everything else. */
const SOURCES = [
  "packages/web",
  "packages/client",
  "packages/protocol",
  "packages/core",
  "package-lock.json",
];

if (newestMs(SOURCES.map((path) => join(root, path))) > builtMs()) await build();

/** Folders count too: what was removed leaves no file that is newer. */
function newestMs(paths: readonly string[]): number {
  return Math.max(
    ...paths.map((path) => {
      const found = statSync(path);
      if (!found.isDirectory()) return found.mtimeMs;
      const names = readdirSync(path).filter((name) => name !== "dist" && name !== "node_modules");
      // The build itself changes the folder that it is in.
      const own = path === web ? 0 : found.mtimeMs;
      return Math.max(own, newestMs(names.map((name) => join(path, name))));
    }),
  );
}

function builtMs(): number {
  return statSync(built, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

async function build(): Promise<void> {
  const startedMs = monotonicMs();
  const vite = join(root, "node_modules", "vite", "bin", "vite.js");
  const { code, output } = await runProgram({
    command: process.execPath,
    args: [vite, "build", "--logLevel", "warn"],
    cwd: web,
    limitMs: 180_000,
  });
  if (code !== 0) {
    process.stderr.write(`${output}\nThe web app could not be built; the reason is above.\n`);
    process.exitCode = 1;
    return;
  }
  process.stderr.write(`Built the web app in ${((monotonicMs() - startedMs) / 1000).toFixed(1)} s.\n`);
}
