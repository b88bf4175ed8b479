// Finds a server that an earlier makima left running on the data folder.
import { basename, join } from "node:path";
import type { OpenHome } from "./open-home.ts";
import { sleep } from "./ports/clock.ts";
import { identifyProcess, isAlive, type ProcessIdentity, runsIn } from "./ports/process-table.ts";
import { signalProcess } from "./ports/processes.ts";
import { canConnect } from "./ports/sockets.ts";
import { PostgresError } from "./postgres-error.ts";
import { type PostmasterFile, readPostmasterFile } from "./read-postmaster-file.ts";
import { isPrivateFolder, socketName } from "./socket-folder.ts";

export type FoundServer = { identity: ProcessIdentity; socketFolder: string };

/**
 * The live, reachable server on this data folder, or null when a new one is to be started: none is there, or the
 * number in `postmaster.pid` is by now another program's.
 *
 * The home is claimed, so a server that runs here has lost its parent. Throws `DATA_DIR_IN_USE` when it is not ours.
 */
export async function findRunning(home: OpenHome, signal?: AbortSignal): Promise<FoundServer | null> {
  for (;;) {
    const file = await readPostmasterFile(home.dataFolder);
    const identity = file && (await identifyProcess(file.pid));
    if (file === null || identity === null) return null;
    if (!(await runsIn({ pid: file.pid, program: "postgres", folder: home.dataFolder }))) return null;
    if (file.status === "ready") return takeOrEnd(home, { file, identity });
    await sleep(20, signal);
  }
}

/**
 * Ours is known by the name of its socket folder. One of ours that cannot be reached (somebody cleaned /tmp) or whose
 * socket others may reach is ended, so that a new one can be started.
 */
async function takeOrEnd(
  home: OpenHome,
  { file, identity }: { file: PostmasterFile; identity: ProcessIdentity },
): Promise<FoundServer | null> {
  const { pid, socketFolder } = file;
  if (basename(socketFolder) !== basename(home.socketFolder)) {
    throw new PostgresError(
      "DATA_DIR_IN_USE",
      `Another PostgreSQL (pid ${pid}) runs on ${home.dataFolder}. Stop it, then start makima again.`,
    );
  }
  const reachable = await canConnect(join(socketFolder, socketName), 2_000);
  if (reachable && (await isPrivateFolder(socketFolder, home.account))) return { identity, socketFolder };
  signalProcess(pid, "SIGINT");
  while (await isAlive(identity)) await sleep(20);
  return null;
}
