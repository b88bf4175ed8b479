// What stays out of a contract's checkpoints although nobody ignores it: the files that were copied into its worktrees from the person's repository.
// They may hold secrets, and no checkpoint, bundle or merge ever has them.
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Exclude, exclude } from "../git/git-parts.ts";

type Of = { readonly mirror: string; readonly contractId: string };

const folderOf = (mirror: string): string => join(mirror, "left-out");
const fileOf = ({ mirror, contractId }: Of): string => join(folderOf(mirror), contractId);

/** `patterns` as the contract names them; they count from the root of a worktree on. Gives the options by which git takes them. */
export async function writeLeftOut(of: Of, patterns: readonly string[]): Promise<readonly Exclude[]> {
  const file = fileOf(of);
  await mkdir(folderOf(of.mirror), { recursive: true });
  await writeFile(`${file}.new`, patterns.map((pattern) => `${pattern}\n`).join(""), { flush: true });
  await rename(`${file}.new`, file);
  return patterns.map(exclude);
}

/** None where the contract copies nothing. */
export async function readLeftOut(of: Of): Promise<readonly Exclude[]> {
  const text = await readFile(fileOf(of), "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "";
    throw error;
  });
  return text
    .split("\n")
    .filter((pattern) => pattern !== "")
    .map(exclude);
}
