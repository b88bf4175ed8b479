// A repository of 50,000 files, the daemon's own checkout of it, and plain git beside it.
import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseObjectId } from "@makima/daemon/git/git-parts";
import {
  type Checkout,
  createCheckout,
  openMirror,
  openStore,
  type Store,
} from "@makima/daemon/worktrees/worktrees";
import { plainEnvironment } from "../config.ts";
import { runProgram } from "../ports/run-program.ts";

const FILES = 50_000;
const FILES_OF_FOLDER = 100;

export type LargeRepository = {
  root: string;
  person: string;
  store: Store;
  mirror: string;
  baseCommit: string;
  /** A new task's checkout, made as the daemon makes it. */
  checkout(taskId: string): Promise<{ checkout: Checkout; path: string }>;
  remove(): Promise<void>;
};

const contractId = "0190aaaa-0000-7000-8000-000000000014";

export async function makeLargeRepository(): Promise<LargeRepository> {
  const root = await realpath(await mkdtemp(join(tmpdir(), "makima-bench-large-")));
  const person = join(root, "person");
  await mkdir(person);
  await git(person, "init", "--quiet", "--initial-branch=main");
  await git(person, "config", "user.name", "A person");
  await git(person, "config", "user.email", "person@localhost");
  for (let folder = 0; folder < FILES / FILES_OF_FOLDER; folder += 1) await writeFolder(person, folder);
  await git(person, "add", "--all");
  await git(person, "commit", "--quiet", "--message=first");
  const store = await openStore({ home: join(root, "home"), searchPath: SEARCH_PATH });
  const baseCommit = await git(person, "rev-parse", "HEAD");
  const { mirror } = await openMirror(store, { path: person, baseBranch: "main", baseCommit });
  return {
    root,
    person,
    store,
    mirror,
    baseCommit,
    checkout: async (taskId) => {
      const checkout = { mirror, contractId, taskId };
      const base = { baseCommit: parseObjectId(baseCommit), branch: `makima/${taskId}`, shared: [] };
      return { checkout, path: (await createCheckout(store, { checkout, ...base })).path };
    },
    remove: () => rm(root, { recursive: true, force: true, maxRetries: 5 }),
  };
}

const SEARCH_PATH = "/usr/local/bin:/usr/bin:/bin";

async function writeFolder(person: string, folder: number): Promise<void> {
  const path = join(person, `area-${folder % 20}`, `folder-${folder}`);
  await mkdir(path, { recursive: true });
  for (let file = 0; file < FILES_OF_FOLDER; file += 1) {
    const line = `export const value${file} = "${folder}-${file}";\n`;
    await writeFile(join(path, `file-${file}.ts`), line.repeat(10 + (file % 30)));
  }
}

/** Ten files of a checkout change: some are other, some are new, one is gone. */
export async function changeTenFiles(path: string, round: number): Promise<void> {
  for (let place = 0; place < 7; place += 1) {
    const folder = (round * 7 + place) % (FILES / FILES_OF_FOLDER);
    const file = join(path, `area-${folder % 20}`, `folder-${folder}`, "file-1.ts");
    await writeFile(file, `changed in round ${round}\n`);
  }
  for (const name of ["one", "two"]) await writeFile(join(path, `${name}-${round}.ts`), `new in ${round}\n`);
  const gone = (round * 7) % (FILES / FILES_OF_FOLDER);
  await rm(join(path, `area-${gone % 20}`, `folder-${gone}`, `file-${2 + (round % 90)}.ts`), { force: true });
}

/** Plain git, with nobody's settings. */
export async function git(cwd: string, ...args: readonly string[]): Promise<string> {
  const environment = plainEnvironment({ HOME: "/nonexistent", GIT_CONFIG_NOSYSTEM: "1" });
  return (await runProgram({ command: "git", args, cwd, environment })).trim();
}
