// What a stand-in daemon's hands do: no git, but the same promises, that each is done once however often it is asked for.
import { createHash } from "node:crypto";
import { COMMANDS_WITH_RESULT, type MeshCommand, type SentCheckpoint } from "@makima/protocol/mesh";
import { answerPlainly } from "../plain-hands.ts";
import type { DaemonDisk } from "./daemon-disk.ts";

export type HandsCommand = Extract<MeshCommand, { kind: (typeof COMMANDS_WITH_RESULT)[number] }>;
type At = (point: string) => Promise<void>;

export const isForHands = (command: MeshCommand): command is HandsCommand =>
  COMMANDS_WITH_RESULT.some((kind) => kind === command.kind);

const commitOf = (text: string): string => createHash("sha1").update(text).digest("hex");

/** Gives what the command's result row holds. */
export async function doByHand(disk: DaemonDisk, command: HandsCommand, at: At): Promise<unknown> {
  switch (command.kind) {
    case "check_repository":
      return {
        ok: true,
        path: command.path,
        baseBranch: command.baseBranch ?? "main",
        baseCommit: commitOf("base"),
      };
    case "make_branch":
    case "try_command":
    case "list_files":
    case "read_file":
    case "fetch_base":
    case "deliver":
      return answerPlainly(command);
    case "diff":
      return { files: [], patch: "" };
    case "merge":
      return merge(disk, command, at);
    case "inspect_worktree":
      return inspect(disk, command, at);
    case "preview_rewind":
      return { ok: true, files: [], filesTruncated: false };
    case "rewind_worktree":
      return rewind(disk, command, at);
    case "remove_worktree":
    case "return_worktree":
    case "make_checkpoint":
      throw new Error(`nobody asks a daemon for ${command.kind} that tells of no worktrees`);
  }
}

async function merge(
  disk: DaemonDisk,
  { commit: merged, contractBranch }: Extract<HandsCommand, { kind: "merge" }>,
  at: At,
): Promise<unknown> {
  const known = disk.merged.get(merged);
  const commit = known ?? commitOf(`merge of ${merged}`);
  if (known === undefined) {
    disk.merged.set(merged, commit);
    await at("commit made: merge");
  }
  return { merged: true, commit, delivered: { ref: `refs/heads/${contractBranch}`, note: null } };
}

/** How a lost run's worktree stands. What its agent has written is kept as a checkpoint, as far as none holds it yet. */
async function inspect(
  disk: DaemonDisk,
  { contractId, taskId, checkpoints, keep }: Extract<HandsCommand, { kind: "inspect_worktree" }>,
  at: At,
): Promise<unknown> {
  const { number, message, reason, evenIfSame } = keep;
  const worktree = disk.worktrees.has(taskId) ? "present" : "missing";
  const isThere = worktree === "present";
  const kept = isThere ? await keepWorktree(disk, { contractId, taskId, number, evenIfSame }, at) : null;
  const known = new Set(disk.refs.map(({ commit }) => commit));
  return {
    worktree,
    differs: kept !== null && kept.filesChanged > 0,
    unreachable: checkpoints.flatMap(({ checkpointId, commit }) => (known.has(commit) ? [] : [checkpointId])),
    kept: kept === null ? null : { ...kept, reason, message },
  };
}

/** What was written is one file, and there is no tree to go back to: what stands is kept, and that is all. */
async function rewind(
  disk: DaemonDisk,
  { contractId, taskId, number }: Extract<HandsCommand, { kind: "rewind_worktree" }>,
  at: At,
): Promise<unknown> {
  if (!disk.worktrees.has(taskId)) return { worktree: "missing" };
  const kept = await keepWorktree(disk, { contractId, taskId, number, evenIfSame: true }, at);
  const told = { reason: "before_rewind", message: "As it stood before it was taken back" };
  return { worktree: "present", kept: [{ ...kept, ...told }], filesChanged: 0, branch: null };
}

export type Kept = Omit<SentCheckpoint, "reason" | "message">;

/**
 * A checkpoint of a task's worktree. All that an agent writes there is one file, so that the tree is always the same one: null when there is
 * nothing new to tell. Asked for again with its number, it is the same checkpoint.
 */
export async function keepWorktree(
  disk: DaemonDisk,
  wanted: { contractId: string; taskId: string; number: number; evenIfSame: boolean },
  at: At,
): Promise<Kept | null> {
  const { contractId, taskId, number, evenIfSame } = wanted;
  const folder = `refs/makima/${contractId}/${taskId}`;
  const ref = `${folder}/${number}`;
  const former = disk.refs.filter((one) => one.ref.startsWith(`${folder}/`) && one.ref !== ref);
  const isNews = disk.worktrees.get(taskId) === true && former.length === 0;
  const changes = isNews ? 1 : 0;
  const told = { number, filesChanged: changes, linesAdded: changes, linesRemoved: 0, warnings: [] };
  const known = disk.refs.find((one) => one.ref === ref);
  if (known !== undefined) return { ...told, commit: known.commit, tree: known.tree };
  if (!isNews && !evenIfSame) return null;
  const made = { commit: commitOf(`${taskId} ${number}`), tree: commitOf(`tree of ${taskId}`) };
  disk.refs.push({ ref, ...made });
  await at("commit made: checkpoint");
  return { ...told, ...made };
}
