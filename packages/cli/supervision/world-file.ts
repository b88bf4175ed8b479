// up.json: what `up` of a home runs. It is the lock as well, so that two of them never fight over a home.
import { link, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { CliError, EXIT } from "../cli-error.ts";
import { lives, markOf, ownPid, type ProcessMark } from "../ports/process-table.ts";

/** The programs are null while they are away. */
export type WorldState = ProcessMark & {
  /** null until the server listens */
  url: string | null;
  server: ProcessMark | null;
  daemon: ProcessMark | null;
  postgres: ProcessMark | null;
};

export type WorldFile = {
  update: (change: Partial<WorldState>) => Promise<void>;
  release: () => Promise<void>;
};

const pathOf = (home: string): string => join(home, "up.json");

/** Null when nothing runs: no file, or one of an `up` that is gone. */
export async function readWorld(home: string): Promise<WorldState | null> {
  try {
    const state = JSON.parse(await readFile(pathOf(home), "utf8")) as WorldState;
    return lives(state) ? state : null;
  } catch {
    return null;
  }
}

/** Throws `ALREADY_RUNNING`, which names the other one and its address. */
export async function claimWorld(home: string): Promise<WorldFile> {
  const self = markOf(ownPid);
  if (self === null) throw new Error("this process is missing in the process table");
  const draft = join(home, `up.${ownPid}.new`);
  let state: WorldState = { ...self, url: null, server: null, daemon: null, postgres: null };
  const write = (): Promise<void> => writeFile(draft, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
  await write();
  await takePlace({ home, draft });
  let last = rm(draft);
  const inOrder = (step: () => Promise<void>): Promise<void> => {
    last = last.then(step);
    return last;
  };
  return {
    update: (change) =>
      inOrder(async () => {
        state = { ...state, ...change };
        await write();
        await rename(draft, pathOf(home));
      }),
    release: () => inOrder(() => rm(pathOf(home), { force: true })),
  };
}

/** A link is made only where there is nothing, so of two that try at once one wins. */
async function takePlace({ home, draft }: { home: string; draft: string }): Promise<void> {
  for (;;) {
    try {
      await link(draft, pathOf(home));
      return;
    } catch (cause) {
      if (!(cause instanceof Error && "code" in cause && cause.code === "EEXIST")) throw cause;
    }
    const other = await readWorld(home);
    if (other !== null) {
      await rm(draft);
      throw alreadyRunning(home, other);
    }
    // Moved away under a name of our own first: what another has put there meanwhile is put back.
    const stale = `${draft}.stale`;
    if (await moveAway(pathOf(home), stale)) await restoreIfLive({ home, stale });
  }
}

/** False where it is gone already, because another was faster. */
async function moveAway(from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to);
    return true;
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return false;
    throw cause;
  }
}

async function restoreIfLive({ home, stale }: { home: string; stale: string }): Promise<void> {
  const moved = JSON.parse(await readFile(stale, "utf8")) as WorldState;
  if (lives(moved)) await link(stale, pathOf(home));
  await rm(stale, { force: true });
}

function alreadyRunning(home: string, { pid, url }: WorldState): CliError {
  return new CliError({
    code: "ALREADY_RUNNING",
    message: `makima runs in ${home} already${url === null ? "" : ` at ${url}`} (pid ${pid})`,
    mend: "use it as it is, or stop it with Ctrl-C; --home FOLDER runs another beside it",
    exitCode: EXIT.conflict,
  });
}
