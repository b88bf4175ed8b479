// Makes a folder durable with everything below it: what is renamed into its place is whole then, also after a power cut.
import { open, readdir } from "node:fs/promises";
import { join } from "node:path";
import { ProgramStartError, runProgram } from "../ports/run-program.ts";

const LIMIT_MS = 60_000;

/** In one call of the kernel where there is one for a file system, since a checkout may have many thousand files; else file by file. */
export async function syncTree(folder: string, { searchPath }: { searchPath: string }): Promise<void> {
  if (process.platform !== "linux" || !(await syncFileSystem(folder, searchPath))) await syncBelow(folder);
}

async function syncFileSystem(folder: string, searchPath: string): Promise<boolean> {
  try {
    const { exitCode } = await runProgram({
      command: "sync",
      args: ["--file-system", folder],
      cwd: folder,
      env: { PATH: searchPath },
      timeoutMs: LIMIT_MS,
      maxOutputBytes: 1_024,
    });
    return exitCode === 0;
  } catch (error) {
    if (error instanceof ProgramStartError) return false;
    throw error;
  }
}

async function syncBelow(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await syncBelow(path);
    else if (entry.isFile()) await sync(path);
  }
  await sync(folder);
}

async function sync(path: string): Promise<void> {
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
