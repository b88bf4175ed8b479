// Gathers what a run of the whole system left behind: from its database, its folders and its processes.
import type { Dirent } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { type Spooled, spooled } from "@makima/protocol/mesh";
import { readAgentLog } from "../agent-log.ts";
import { findAgents } from "../agent-processes.ts";
import { onDatabase } from "../on-database.ts";
import { runCommand } from "../ports/run-command.ts";
import { type Evidence, NO_EVIDENCE } from "./evidence.ts";
import { findLooseWorktrees } from "./find-loose-worktrees.ts";
import { findSecret } from "./find-secret.ts";
import { modelAnswersOf } from "./model-answers.ts";
import { readRefMoves } from "./read-ref-moves.ts";
import { readRows } from "./read-rows.ts";

export type EvidencePlaces = {
  databaseUrl: string;
  /** the folder of everything that is not in the database */
  root: string;
  agentLog: string;
  /** what the model of real agents was asked */
  modelRequests?: Parameters<typeof modelAnswersOf>[0];
  daemons: readonly { id: string; home: string }[];
  /** the path of the person's own one */
  repository?: string;
  /** what nobody may find anywhere */
  secret?: string;
};

export async function gatherEvidence(places: EvidencePlaces): Promise<Evidence> {
  const { root, daemons } = places;
  const files = await listFiles(root);
  const mirrors = files.filter(
    (file) => file.isDirectory() && basename(file.parentPath) === "mirrors" && !file.name.includes(".new-"),
  );
  const agentLog = await readAgentLog(places.agentLog);
  const spools = await Promise.all(
    daemons.map(async ({ id, home }) => ({ daemonId: id, records: await readSpool(home) })),
  );
  const { secret } = places;
  return {
    ...NO_EVIDENCE,
    ...(await onDatabase(places.databaseUrl, async (client) => ({
      ...(await readRows(client)),
      looseWorktrees: await findLooseWorktrees(client, { files, daemons }),
      canaries:
        secret === undefined ? [] : await findSecret(client, { secret, evidence: { spools, agentLog } }),
    }))),
    refMoves: places.repository === undefined ? [] : await readRefMoves(places.repository),
    spools,
    refs: (await Promise.all(mirrors.map(({ parentPath, name }) => readRefs(join(parentPath, name))))).flat(),
    missingObjects: (
      await Promise.all(mirrors.map(({ parentPath, name }) => findMissing(join(parentPath, name))))
    ).flat(),
    agentLog,
    modelAnswers: modelAnswersOf(places.modelRequests ?? []),
    liveAgents: await findAgents(root),
    locks: files
      .filter((file) => file.isFile() && file.name.endsWith(".lock"))
      .map(({ parentPath, name }) => join(parentPath, name)),
  };
}

/** All below a folder. What goes away meanwhile is not there. */
async function listFiles(folder: string): Promise<Dirent[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(folder, name));
  return [...entries, ...(await Promise.all(folders.map(listFiles))).flat()];
}

async function readSpool(home: string): Promise<Spooled["record"][]> {
  const folder = join(home, "daemon", "spool");
  const names = (await readdir(folder)).filter((name) => name.endsWith(".ndjson")).sort();
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), "utf8")));
  // A daemon that was killed may have left its last line torn.
  const lines = texts.flatMap((text) => text.split("\n").slice(0, -1));
  return lines.map((line) => spooled.parse(JSON.parse(line)).record);
}

async function readRefs(mirror: string): Promise<Evidence["refs"]> {
  const args = ["for-each-ref", "--format=%(objectname) %(tree) %(refname)"];
  const text = await runCommand({ program: "git", args: ["--git-dir", mirror, ...args], cwd: mirror });
  return text.split("\n").map((line) => {
    const [commit = "", tree = "", ref = ""] = line.split(" ");
    return { commit, tree, ref };
  });
}

/** What git says of a mirror whose refs do not reach all that they need. */
async function findMissing(mirror: string): Promise<string[]> {
  const args = ["--git-dir", mirror, "fsck", "--connectivity-only", "--no-dangling", "--no-progress"];
  try {
    await runCommand({ program: "git", args, cwd: mirror });
    return [];
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}
