// Adds to package-lock.json the platform packages that the registry of the day lacked when it was made; without them
// npm 11 refuses `npm ci`. Run it after every change of the lockfile: `node tools/complete-lockfile.ts [--offline]`.
// Where the registry knows the package now, its integrity is taken; `--offline` asks nobody. A folder may be named that has a lockfile of its own.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./gates/gate.ts";
import { completeLockfile } from "./lockfile.ts";
import { runProgram } from "./ports/run-program.ts";

const folder = process.argv.slice(2).find((word) => !word.startsWith("--")) ?? ".";
const path = join(root, folder, "package-lock.json");
const isOffline = process.argv.includes("--offline");
const { text, added } = await completeLockfile(
  readFileSync(path, "utf8"),
  isOffline ? async () => undefined : askRegistry,
);
writeFileSync(path, text);
process.stdout.write(`${added.length} packages added${added.map((line) => `\n  ${line}`).join("")}\n`);

async function askRegistry(wanted: { name: string; version: string }): Promise<string | undefined> {
  const args = ["view", `${wanted.name}@${wanted.version}`, "dist.integrity", "--json"];
  const { code, output } = await runProgram({ command: "npm", args, cwd: root, limitMs: 60_000 });
  if (code !== 0) return undefined;
  return /"(sha512-[A-Za-z0-9+/=]+)"/.exec(output)?.[1];
}
