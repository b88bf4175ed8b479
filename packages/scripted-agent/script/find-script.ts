// Finds the script that a prompt brings: in a fenced block, or by a line that names a file.
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";

const fence = /^```makima-script[ \t]*\r?\n([\s\S]*?)^```[ \t]*$/m;
const nameLine = /^script:[ \t]*(\S+)[ \t]*$/m;
const shippedName = /^[A-Za-z0-9_-]+$/;
const shippedFolder = join(import.meta.dirname, "..", "scripts");

/**
 * The script's text, or null when the prompt brings none.
 * @throws Error when the prompt names a file that is not there.
 */
export function findScript(prompt: string, cwd: string): string | null {
  const block = fence.exec(prompt)?.[1];
  if (block !== undefined) return block;
  const name = nameLine.exec(prompt)?.[1];
  return name === undefined ? null : readNamedScript(name, cwd);
}

function readNamedScript(name: string, cwd: string): string {
  const file = shippedName.test(name) ? join(shippedFolder, `${name}.yaml`) : resolve(cwd, name);
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw new Error(`the prompt names the script ${name}, but ${file} cannot be read`, { cause });
  }
}
