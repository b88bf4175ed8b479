// Opens what a daemon keeps in its folder, in the one order that is safe after a crash.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { DaemonConfig } from "./config.ts";
import { ensureIdentity, type Identity } from "./identity/ensure-identity.ts";
import { CommandJournal } from "./journal/command-journal.ts";
import { claimFolder } from "./processes/claim-folder.ts";
import { ProcessRecords } from "./processes/process-records.ts";
import { openSandbox, type Sandbox } from "./processes/sandbox.ts";
import { makeRedaction, type Redact } from "./spool/redact.ts";
import { Spool } from "./spool/spool.ts";
import { openStore, type Store } from "./worktrees/worktrees.ts";

export interface OpenedParts {
  readonly identity: Identity;
  readonly records: ProcessRecords;
  readonly sandbox: Sandbox;
  readonly store: Store;
  readonly journal: CommandJournal;
  readonly spool: Spool;
  readonly redact: Redact;
}

/** Throws `Error` with what to do. */
export async function openParts(
  config: DaemonConfig,
  { joinUrl }: { joinUrl: string },
): Promise<OpenedParts> {
  const { folder } = config;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await claimFolder(folder);
  const identity = await ensureIdentity({ ...config, joinUrl });
  // What is left of a former daemon's agents ends before anything that they could write to is touched.
  const records = await ProcessRecords.open(join(folder, "processes.ndjson"));
  const sandbox = await openSandbox(config.sandbox, config);
  const store = await openStore({
    home: folder,
    searchPath: config.searchPath,
    person: config.personEnvironment,
    privateHosts: config.privateHosts,
  });
  const journal = await CommandJournal.open(join(folder, "commands.ndjson"));
  const redact = makeRedaction(Object.values(config.agents).map(({ env }) => env));
  const spool = await Spool.open({
    folder: join(folder, "spool"),
    maxBytes: config.spoolBytes,
    segmentBytes: Math.max(64 * 1024, Math.min(16 * 1024 * 1024, Math.floor(config.spoolBytes / 8))),
    redact,
  });
  return { identity, records, sandbox, store, journal, spool, redact };
}
