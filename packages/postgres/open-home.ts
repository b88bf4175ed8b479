// Makes the folder of the database ready and says where everything in it lies.
import { access, chmod, constants, cp, mkdir, realpath, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type Account, asAccount, chooseAccount } from "./choose-account.ts";
import { type Claim, claimHome } from "./claim-home.ts";
import { fileErrorCode, unlessMissing } from "./file-error.ts";
import { type Binaries, findBinaries } from "./find-binaries.ts";
import { linkLibraries } from "./link-libraries.ts";
import { type Command, type FinishedProcess, runProcess } from "./ports/processes.ts";
import { PostgresError } from "./postgres-error.ts";
import { shortHash, socketFolderOf } from "./socket-folder.ts";

/** A database folder that is ours until `claim` is released. All paths are real paths. */
export type OpenHome = {
  claim: Claim;
  account: Account;
  binaries: Binaries;
  libraryPath: string;
  /** The working folder of the programs, in which the account may write. */
  workFolder: string;
  dataFolder: string;
  socketFolder: string;
  logFile: string;
};

/** Throws `NO_BINARIES`, `NO_ACCOUNT`, `DATA_DIR_NOT_WRITABLE` and `DATA_DIR_IN_USE`. */
export async function openHome(home: string, signal?: AbortSignal): Promise<OpenHome> {
  const found = await findBinaries(`${process.platform}-${process.arch}`);
  const folder = await makeFolder(home, 0o700);
  const account = await chooseAccount({ stayNobody: await exists(join(nobodysPath(folder), "data")) });
  const claim = await claimHome(folder, signal);
  try {
    const workFolder = account.kind === "nobody" ? await nobodysFolder(folder) : folder;
    const binaries =
      account.kind === "nobody" ? await readableBinaries({ found, account, workFolder }) : found;
    return {
      claim,
      account,
      binaries,
      libraryPath: await linkLibraries(binaries, join(workFolder, "lib")),
      workFolder,
      dataFolder: join(workFolder, "data"),
      socketFolder: socketFolderOf(folder),
      logFile: join(folder, "postgres.log"),
    };
  } catch (error) {
    await claim.release();
    throw error;
  }
}

/** A program of PostgreSQL, to be run as the home's account. */
export function postgresCommand(
  home: OpenHome,
  run: { program: "postgres" | "initdb"; args: readonly string[] },
): Command {
  const variable = process.platform === "darwin" ? "DYLD_LIBRARY_PATH" : "LD_LIBRARY_PATH";
  return asAccount(home.account, {
    program: join(home.binaries.folder, "bin", run.program),
    args: run.args,
    folder: home.workFolder,
    environment: { [variable]: home.libraryPath },
  });
}

async function makeFolder(folder: string, mode: number): Promise<string> {
  try {
    await mkdir(folder, { recursive: true, mode });
    await access(folder, constants.W_OK | constants.X_OK);
    return await realpath(folder);
  } catch (error) {
    throw notWritable(folder, error);
  }
}

/** Any failure to make or enter the folder has the same mend, so the code goes into the message only. */
function notWritable(folder: string, cause: unknown): PostgresError {
  return new PostgresError(
    "DATA_DIR_NOT_WRITABLE",
    `The database folder ${folder} cannot be written (${fileErrorCode(cause) ?? "unknown reason"}). ` +
      "Make it writable for this user, or set MAKIMA_HOME to a folder that is.",
    { cause },
  );
}

/**
 * `nobody` cannot enter a home under /root, so its data lies elsewhere. Whether namespaces are allowed may change from
 * one boot to the next; data that is there already is neither left behind nor moved behind a person's back.
 */
async function nobodysFolder(home: string): Promise<string> {
  if (await exists(join(home, "data"))) {
    throw new PostgresError(
      "DATA_DIR_NOT_WRITABLE",
      `${join(home, "data")} was made in a user namespace, which is forbidden now. Allow user namespaces again, or run makima as an ordinary user that owns that folder.`,
    );
  }
  const folder = await makeFolder(nobodysPath(home), 0o755);
  // The umask may have taken the bits by which others pass through.
  for (const path of [dirname(folder), folder]) await chmod(path, 0o755);
  return folder;
}

function nobodysPath(home: string): string {
  return join("/var/lib/makima", shortHash(home));
}

async function exists(path: string): Promise<boolean> {
  return (await unlessMissing(stat(path))) !== null;
}

/** The installed programs when `nobody` can run them, else a copy beside its data. */
async function readableBinaries(options: { found: Binaries; account: Account; workFolder: string }) {
  const { found, workFolder } = options;
  if (await canRun(options)) return found;
  const folder = join(workFolder, `binaries-${found.version}`);
  if (!(await exists(folder))) {
    await rm(`${folder}.new`, { recursive: true, force: true });
    await cp(found.folder, `${folder}.new`, { recursive: true, mode: constants.COPYFILE_FICLONE });
    await rename(`${folder}.new`, folder);
  }
  return { ...found, folder };
}

async function canRun({
  found,
  account,
  workFolder,
}: {
  found: Binaries;
  account: Account;
  workFolder: string;
}) {
  const command = asAccount(account, {
    program: join(found.folder, "bin", "pg_ctl"),
    args: ["--version"],
    folder: workFolder,
    environment: { LD_LIBRARY_PATH: join(found.folder, "lib") },
  });
  const result: FinishedProcess | null = await runProcess(command).catch(() => null);
  return result?.code === 0;
}
