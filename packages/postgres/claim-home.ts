// Makes sure that one program at a time keeps the database of a home.
import { readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { monotonicMs, sleep } from "./ports/clock.ts";
import { identifyProcess, isAlive, type ProcessIdentity } from "./ports/process-table.ts";
import { ownProcessId } from "./ports/processes.ts";
import { randomMs, randomName } from "./ports/randomness.ts";
import { PostgresError } from "./postgres-error.ts";

export type Claim = { release(): Promise<void> };

/** Long enough for a keeper that is just stopping, short enough for a person who started makima twice. */
const patienceMs = 1_500;

/**
 * Puts up a flag file named by our pid and start time, then looks for flags of others. Whoever sees a live one takes
 * its own down and tries again: two programs cannot both have looked before the other's flag was up. A flag of a dead
 * program is removed, which is safe since its name can never be used again; a lock file with one fixed name would
 * need a second lock to be taken over without a race.
 *
 * Throws `DATA_DIR_IN_USE` when another live program keeps its claim for `patienceMs`.
 */
export async function claimHome(home: string, signal?: AbortSignal): Promise<Claim> {
  const self = await identifyProcess(ownProcessId);
  if (self === null) throw new Error("This process is missing in the process table.");
  const flag = `keeper-${self.pid}-${self.startedAt}-${randomName()}`;
  const release = (): Promise<void> => rm(join(home, flag), { force: true });
  const endMs = monotonicMs() + patienceMs;
  for (;;) {
    let rival = await findRival(home, flag);
    if (rival === null) {
      await writeFile(join(home, flag), "", { flag: "wx", mode: 0o600 });
      rival = await findRival(home, flag);
      if (rival === null) return { release };
      await release();
    }
    if (monotonicMs() > endMs) throw inUse(home, rival.pid);
    await sleep(randomMs(5, 60), signal);
  }
}

async function findRival(home: string, ownFlag: string): Promise<ProcessIdentity | null> {
  for (const name of await readdir(home)) {
    const keeper = name === ownFlag ? null : readFlag(name);
    if (keeper === null) continue;
    if (await isAlive(keeper)) return keeper;
    await rm(join(home, name), { force: true });
  }
  return null;
}

function readFlag(name: string): ProcessIdentity | null {
  const [, pid, startedAt] = /^keeper-(\d+)-(\w+)-/.exec(name) ?? [];
  return pid === undefined || startedAt === undefined ? null : { pid: Number(pid), startedAt };
}

function inUse(home: string, pid: number): PostgresError {
  return new PostgresError(
    "DATA_DIR_IN_USE",
    `The database in ${home} is kept by another makima (pid ${pid}). Stop that one first, or use another MAKIMA_HOME.`,
  );
}
