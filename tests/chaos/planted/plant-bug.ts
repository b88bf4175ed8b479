// A copy of what the simulation runs of this tree, with a planted bug in it.
import { cp, mkdir, mkdtemp, readdir, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { runCommand } from "@makima/testkit/ports/run-command";

const root = join(import.meta.dirname, "../../..");
const COPIED = ["package.json", "packages", "tests/chaos/simulation", "tests/chaos/ports"];
const OURS = "@makima";

export type PlantedTree = { path: string; remove: () => Promise<void> };

/** Throws what git says when the patch does not apply any more. */
export async function plantBug(name: string): Promise<PlantedTree> {
  const path = await mkdtemp(join(tmpdir(), "makima-planted-"));
  const remove = (): Promise<void> => rm(path, { recursive: true, force: true });
  try {
    for (const part of COPIED)
      await cp(join(root, part), join(path, part), {
        recursive: true,
        filter: (from) => basename(from) !== "node_modules",
      });
    await linkModules(path);
    const patch = join(import.meta.dirname, `${name}.patch`);
    await runCommand({ program: "git", args: ["apply", patch], cwd: path });
    return { path, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** Others' packages are this tree's, ours are the copy's. */
async function linkModules(path: string): Promise<void> {
  const [from, to] = [join(root, "node_modules"), join(path, "node_modules")];
  await mkdir(join(to, OURS), { recursive: true });
  for (const name of await readdir(from)) if (name !== OURS) await symlink(join(from, name), join(to, name));
  for (const name of await readdir(join(path, "packages")))
    await symlink(join(path, "packages", name), join(to, OURS, name));
}
