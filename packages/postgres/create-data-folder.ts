// Makes the data folder of a new database so that it is either wholly there or not there at all.
import { chown, mkdir, open, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { endProcesses } from "./end-processes.ts";
import { unlessMissing } from "./file-error.ts";
import { type OpenHome, postgresCommand } from "./open-home.ts";
import { runProcess } from "./ports/processes.ts";
import { PostgresError } from "./postgres-error.ts";

export const superuser = "makima";
export const databaseName = "makima";

/**
 * Checks the data folder that is there, else makes one: everything is written to `data.new`, made durable, and renamed.
 * A `data.new` is what a killed start left behind and is removed, after the programs that may still write to it.
 *
 * Throws `DATA_DIR_OTHER_VERSION`, `DATA_DIR_NOT_POSTGRES`, `DATA_DIR_NOT_WRITABLE` and `INITDB_FAILED`.
 */
export async function createDataFolder(home: OpenHome): Promise<void> {
  const found = await unlessMissing(stat(home.dataFolder));
  if (found !== null && (await readdir(home.dataFolder)).length > 0) {
    return checkDataFolder(home, found.uid);
  }
  const unfinished = `${home.dataFolder}.new`;
  await endProcesses([
    { program: "initdb", folder: home.workFolder },
    { program: "postgres", folder: unfinished },
  ]);
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { mode: 0o700 });
  if (home.account.kind === "nobody") await chown(unfinished, home.account.owner, home.account.group);
  await initialize(home, unfinished).catch(async (error: unknown) => {
    await rm(unfinished, { recursive: true, force: true });
    throw error;
  });
  await rename(unfinished, home.dataFolder);
  await syncFolder(dirname(home.dataFolder));
}

async function checkDataFolder(home: OpenHome, owner: number): Promise<void> {
  const version = await unlessMissing(readFile(join(home.dataFolder, "PG_VERSION"), "utf8"));
  if (version === null) {
    throw new PostgresError(
      "DATA_DIR_NOT_POSTGRES",
      `${home.dataFolder} holds files but no database. Move it away, or use another MAKIMA_HOME.`,
    );
  }
  if (version.trim() !== home.binaries.major) {
    throw new PostgresError(
      "DATA_DIR_OTHER_VERSION",
      `${home.dataFolder} was made by PostgreSQL ${version.trim()}, this makima brings ${home.binaries.major}. ` +
        "Run the makima that made it, or move the folder away to begin anew.",
    );
  }
  if (home.account.owner !== null && owner !== home.account.owner) {
    throw new PostgresError(
      "DATA_DIR_NOT_WRITABLE",
      `${home.dataFolder} belongs to user ${owner}, PostgreSQL would run as ${home.account.owner}. ` +
        "Run makima as the user that made it, or use another MAKIMA_HOME.",
    );
  }
}

/** Nothing is synced on the way, since nothing counts before the rename; one pass at the end makes all of it durable. */
async function initialize(home: OpenHome, folder: string): Promise<void> {
  const initdb = ["-D", folder, "-U", superuser, "--auth=trust", "-E", "UTF8", "--no-instructions"];
  const locale = ["--locale-provider=builtin", "--locale=C.UTF-8"];
  await run(home, { program: "initdb", args: [...initdb, ...locale, "--data-checksums", "--no-sync"] });
  await run(home, {
    program: "postgres",
    // Without the setting a statement may fail and the program still exits with 0.
    args: ["--single", "-F", "-c", "exit_on_error=on", "-D", folder, "postgres"],
    input: `CREATE DATABASE ${databaseName}\n`,
  });
  await run(home, { program: "initdb", args: ["-D", folder, "--sync-only"] });
}

type Step = { program: "postgres" | "initdb"; args: string[]; input?: string };

async function run(home: OpenHome, step: Step): Promise<void> {
  const result = await runProcess(postgresCommand(home, step), step.input);
  if (result.code === 0) return;
  const lastLines = result.output.trimEnd().split("\n").slice(-15).join("\n");
  throw new PostgresError(
    "INITDB_FAILED",
    `${step.program} could not make ${home.dataFolder} (exit ${result.code ?? result.signal}). ` +
      `Mend what its last lines say and start again; nothing was left half made:\n${lastLines}`,
  );
}

/** A rename is durable when its folder is. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
