// Sees to it that one daemon at a time works in a folder: two would write to one spool.
import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { readEntry } from "../ports/process-table.ts";

const holder = z.object({ pid: z.int(), startTime: z.string().nullable() });

/** Throws `Error` when another daemon lives that has claimed the folder. A claim of one that was killed is taken over. */
export async function claimFolder(folder: string): Promise<void> {
  const path = join(folder, "claim.json");
  const former = await readClaim(path);
  if (former !== null && former.pid !== process.pid) {
    const entry = await readEntry(former.pid);
    if (entry !== null && entry.startTime === former.startTime) {
      throw new Error(
        `Another daemon (process ${former.pid}) works in ${folder}. Stop it, or use another MAKIMA_HOME.`,
      );
    }
  }
  const mine = { pid: process.pid, startTime: (await readEntry(process.pid))?.startTime ?? null };
  await writeFile(`${path}.new`, JSON.stringify(mine), { mode: 0o600, flush: true });
  await rename(`${path}.new`, path);
}

async function readClaim(path: string): Promise<z.infer<typeof holder> | null> {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
  return text === null ? null : holder.parse(JSON.parse(text));
}
