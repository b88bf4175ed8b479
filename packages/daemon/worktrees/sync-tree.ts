// Makes a small folder durable with everything below it: what was renamed into its place is whole then, also after a power cut.
import { open, readdir } from "node:fs/promises";
import { join } from "node:path";

export async function syncTree(folder: string): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true });
  await Promise.all(
    entries
      .filter((entry) => entry.isDirectory() || entry.isFile())
      .map((entry) =>
        entry.isDirectory() ? syncTree(join(folder, entry.name)) : sync(join(folder, entry.name)),
      ),
  );
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
