// A name for this machine, the same for all daemons on it: they see the same paths.
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { hostname } from "node:os";

/** Null where the system has no id of its own. Containers of one image differ by their host name. */
export async function readMachine(): Promise<string | null> {
  for (const path of ["/etc/machine-id", "/proc/sys/kernel/random/boot_id"]) {
    const id = (await readFile(path, "utf8").catch(() => "")).trim();
    if (id !== "") return createHash("sha256").update(`${id} ${hostname()}`).digest("hex").slice(0, 32);
  }
  return null;
}
