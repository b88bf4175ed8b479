// What a stand-in daemon's hands do: no git, but the same promises, that each is done once however often it is asked for.
import { createHash } from "node:crypto";
import type { MeshCommand } from "@makima/protocol/mesh";
import type { DaemonDisk } from "./daemon-disk.ts";

type HandsCommand = Extract<MeshCommand, { kind: "check_repository" | "merge" | "diff" }>;

const commitOf = (text: string): string => createHash("sha1").update(text).digest("hex");

/** Gives what the command's result row holds. */
export async function doByHand(
  disk: DaemonDisk,
  command: HandsCommand,
  at: (point: string) => Promise<void>,
): Promise<unknown> {
  if (command.kind === "check_repository")
    return {
      ok: true,
      path: command.path,
      baseBranch: command.baseBranch ?? "main",
      baseCommit: commitOf("base"),
    };
  if (command.kind === "diff") return { files: [], patch: "" };
  const known = disk.merged.get(command.commit);
  const commit = known ?? commitOf(`merge of ${command.commit}`);
  if (known === undefined) {
    disk.merged.set(command.commit, commit);
    await at("commit made: merge");
  }
  return { merged: true, commit, delivered: { ref: `refs/heads/${command.contractBranch}`, note: null } };
}

/** A checkpoint of a task's worktree, whose tree is always the same: null when there is one with nothing new to tell. */
export async function makeCheckpoint(
  disk: DaemonDisk,
  { contractId, taskId, number }: { contractId: string; taskId: string; number: number },
  at: (point: string) => Promise<void>,
): Promise<{ number: number; commit: string; tree: string } | null> {
  const folder = `refs/makima/${contractId}/${taskId}`;
  const known = disk.refs.find(({ ref }) => ref === `${folder}/${number}`);
  if (known !== undefined) return { number, ...known };
  if (disk.refs.some(({ ref }) => ref.startsWith(`${folder}/`))) return null;
  const made = { commit: commitOf(`${taskId} ${number}`), tree: commitOf(`tree of ${taskId}`) };
  disk.refs.push({ ref: `${folder}/${number}`, ...made });
  await at("commit made: checkpoint");
  return { number, ...made };
}
