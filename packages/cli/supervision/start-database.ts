// The database of a home: the one that a setting names, or an embedded one that is kept running.
import { join } from "node:path";
import type { Config } from "../config.ts";
import { markOf, type ProcessMark } from "../ports/process-table.ts";

export type KeptDatabase = {
  url: string;
  /** where its data is; null for one that a setting names */
  folder: string | null;
  stop: (options: { now: boolean }) => Promise<void>;
};

type DatabaseNews =
  | { kind: "ready"; mark: ProcessMark | null; adopted: boolean }
  | { kind: "died" }
  | { kind: "trouble"; message: string };

export type StartDatabase = { config: Config; signal: AbortSignal; onNews: (news: DatabaseNews) => void };

/** Throws what keeps an embedded PostgreSQL from starting; its message names the mend. */
export async function startDatabase({ config, signal, onNews }: StartDatabase): Promise<KeptDatabase> {
  const url = config.value("databaseUrl");
  if (url !== "") return { url, folder: null, stop: async () => undefined };
  const { supervisePostgres } = await import("@makima/postgres");
  const database = await supervisePostgres({
    home: join(config.value("home"), "database"),
    ballastBytes: config.value("ballastBytes") === "" ? null : Number(config.value("ballastBytes")),
    signal,
    onEvent: (event) => {
      if (event.kind === "ready") onNews({ kind: "ready", mark: markOf(event.pid), adopted: event.adopted });
      else if (event.kind === "died") onNews({ kind: "died" });
      else if (event.kind === "restart_failed") onNews({ kind: "trouble", message: textOf(event.error) });
      else if (event.kind === "ballast") {
        if (event.change === "released") onNews({ kind: "trouble", message: DISK_FULL });
      } else
        onNews({
          kind: "trouble",
          message: `it died ${event.failures} times in a row; see ${event.logFile}`,
        });
    },
  });
  return {
    url: database.url,
    folder: database.dataFolder,
    stop: ({ now }) => database.stop(now ? "immediate" : "fast"),
  };
}

const DISK_FULL =
  "its disk is full: writes are refused, and room that was kept back lets it live on. Free space on that disk, for example with makima worktree prune; all goes on by itself then";

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
