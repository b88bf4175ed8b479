// What a model machine does with its hands: a repository is looked at, a task is merged, a worktree is inspected.
import { COMMANDS_WITH_RESULT, type MeshCommand } from "@makima/protocol/mesh";
import { answerPlainly } from "../plain-hands.ts";
import { makeModelCheckpoint, nameOf } from "./model-git.ts";
import type { SimulatedDisk } from "./simulated-disk.ts";

export type HandsCommand = Extract<MeshCommand, { kind: (typeof COMMANDS_WITH_RESULT)[number] }>;

export const isForHands = (command: MeshCommand): command is HandsCommand =>
  COMMANDS_WITH_RESULT.some((kind) => kind === command.kind);

/** The result, in the shape that a daemon answers it. */
export function answerByHand(disk: SimulatedDisk, command: HandsCommand): unknown {
  switch (command.kind) {
    case "check_repository":
      return { ok: true, path: command.path, baseBranch: "main", baseCommit: nameOf("the base") };
    case "merge":
      return once(disk, command.mergeId, () => ({
        merged: true,
        commit: nameOf(command.mergeId),
        delivered: null,
      }));
    case "inspect_worktree":
      return once(disk, command.lookId, () => inspect(disk, command));
    case "make_branch":
    case "try_command":
      return answerPlainly(command);
    case "preview_rewind":
      return { ok: true, files: [], filesTruncated: false };
    case "rewind_worktree":
      return once(disk, command.rewindId, () => rewind(disk, command));
    case "diff":
      return { files: [], diff: "", truncated: false };
    case "remove_worktree":
    case "return_worktree":
    case "make_checkpoint":
      throw new Error(`nobody asks a daemon for ${command.kind} that tells of no worktrees`);
  }
}

function once(disk: SimulatedDisk, id: string, work: () => unknown): unknown {
  if (!disk.handsAnswers.has(id)) disk.handsAnswers.set(id, work());
  return disk.handsAnswers.get(id);
}

function inspect(
  disk: SimulatedDisk,
  { contractId, taskId, checkpoints, keep }: Extract<MeshCommand, { kind: "inspect_worktree" }>,
): unknown {
  const there = new Set(disk.refs.values());
  const { number, message, reason, evenIfSame } = keep;
  const kept = makeModelCheckpoint({ disk, contractId, taskId, number, reason, evenIfSame });
  return {
    worktree: disk.worktrees.has(taskId) ? "present" : "missing",
    differs: (kept?.filesChanged ?? 0) > 0,
    unreachable: checkpoints.flatMap(({ checkpointId, commit }) => (there.has(commit) ? [] : [checkpointId])),
    kept: kept === null ? null : { ...kept, message },
  };
}

function rewind(
  disk: SimulatedDisk,
  { contractId, taskId, number }: Extract<MeshCommand, { kind: "rewind_worktree" }>,
): unknown {
  if (!disk.worktrees.has(taskId)) return { worktree: "missing" };
  const reason = "before_rewind" as const;
  const kept = makeModelCheckpoint({ disk, contractId, taskId, number, reason, evenIfSame: true });
  const message = "As it stood before it was taken back";
  return { worktree: "present", kept: [{ ...kept, message }], filesChanged: 0, branch: null };
}
