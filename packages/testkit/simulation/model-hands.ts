// What a model machine does with its hands: a repository is looked at, a task is merged, a worktree is inspected or taken back.
import { COMMANDS_WITH_RESULT, type MeshCommand } from "@makima/protocol/mesh";
import { answerPlainly } from "../plain-hands.ts";
import { makeModelCheckpoint, standAt } from "./model-git.ts";
import { nameOf } from "./object-name.ts";
import type { SimulatedDisk } from "./simulated-disk.ts";

export type HandsCommand = Extract<MeshCommand, { kind: (typeof COMMANDS_WITH_RESULT)[number] }>;
type CommandOf<Kind extends HandsCommand["kind"]> = Extract<HandsCommand, { kind: Kind }>;

export type HandsResult = { ok: true; value: unknown } | { ok: false; code: string; message: string };

export const isForHands = (command: MeshCommand): command is HandsCommand =>
  COMMANDS_WITH_RESULT.some((kind) => kind === command.kind);

/**
 * The result, in the shape that a daemon answers it.
 *
 * @param pause resolves when the disk has taken what was done so far: the program may die there
 */
export async function answerByHand(
  disk: SimulatedDisk,
  command: HandsCommand,
  pause: () => Promise<void>,
): Promise<HandsResult> {
  switch (command.kind) {
    case "check_repository":
      return done({ ok: true, path: command.path, baseBranch: "main", baseCommit: nameOf("the base") });
    case "merge":
      return done(once(disk, command.mergeId, () => merge(disk, command)));
    case "inspect_worktree":
      return done(once(disk, lookOf(command), () => inspect(disk, command)));
    case "make_branch":
      return makeBranch(disk, command);
    case "try_command":
    case "list_files":
    case "read_file":
    case "fetch_base":
    case "deliver":
      return done(answerPlainly(command));
    case "preview_rewind":
      return done(preview(disk, command));
    case "rewind_worktree":
      return rewind(disk, command, pause);
    case "diff":
      return done({ files: [], diff: "", truncated: false });
    case "remove_worktree":
    case "return_worktree":
    case "make_checkpoint":
      throw new Error(`nobody asks a daemon for ${command.kind} that tells of no worktrees`);
  }
}

const lookOf = ({ taskId, epoch, lookId }: CommandOf<"inspect_worktree">): string =>
  `${taskId}/${epoch}/${lookId}`;

const done = (value: unknown): HandsResult => ({ ok: true, value });

function once(disk: SimulatedDisk, id: string, work: () => unknown): unknown {
  if (!disk.handsAnswers.has(id)) disk.handsAnswers.set(id, work());
  return disk.handsAnswers.get(id);
}

/** What has changed in the worktree since the result is merged too. */
function merge(disk: SimulatedDisk, command: CommandOf<"merge">): unknown {
  const { contractId, taskId, mergeId, keep } = command;
  const wish = keep === null ? null : { disk, contractId, taskId, number: keep.number };
  const kept = wish === null ? null : makeModelCheckpoint({ ...wish, reason: "merge" });
  const ref = `refs/heads/${command.contractBranch}`;
  const commit = disk.person.merge({ ref, result: kept?.commit ?? command.commit, mergeId });
  return { merged: true, commit, delivered: { ref, note: null }, kept };
}

/** The same branch again is the same branch; another one's name is taken. */
function makeBranch(disk: SimulatedDisk, command: CommandOf<"make_branch">): HandsResult {
  const { branchId, branchName, commit } = command;
  const ref = `refs/heads/${branchName}`;
  if (!disk.trees.has(commit))
    return { ok: false, code: "RESULT_MISSING", message: `${commit} is not on ${disk.name}` };
  if (disk.person.refs.has(ref) && !disk.handsAnswers.has(branchId))
    return { ok: false, code: "BRANCH_EXISTS", message: `there is a branch ${branchName}` };
  disk.person.point(ref, commit);
  return done(once(disk, branchId, () => answerPlainly(command)));
}

function inspect(
  disk: SimulatedDisk,
  { contractId, taskId, checkpoints, keep }: CommandOf<"inspect_worktree">,
): unknown {
  const { number, message, reason, evenIfSame } = keep;
  const kept = makeModelCheckpoint({ disk, contractId, taskId, number, reason, evenIfSame });
  return {
    worktree: disk.worktrees.has(taskId) ? "present" : "missing",
    differs: (kept?.filesChanged ?? 0) > 0,
    unreachable: checkpoints.flatMap(({ checkpointId, commit }) =>
      disk.trees.has(commit) ? [] : [checkpointId],
    ),
    kept: kept === null ? null : { ...kept, message },
  };
}

function preview(disk: SimulatedDisk, { commit }: CommandOf<"preview_rewind">): unknown {
  return commit === null || disk.trees.has(commit)
    ? { ok: true, files: [], filesTruncated: false }
    : { ok: false, code: "COMMIT_GONE", message: `${commit} is not on ${disk.name}` };
}

/** Done again after a crash, it does the rest. */
async function rewind(
  disk: SimulatedDisk,
  command: CommandOf<"rewind_worktree">,
  pause: () => Promise<void>,
): Promise<HandsResult> {
  const { contractId, taskId, rewindId, number, commit } = command;
  if (!disk.worktrees.has(taskId)) return done({ worktree: "missing" });
  if (commit !== null && !disk.trees.has(commit))
    return { ok: false, code: "RESULT_MISSING", message: `${commit} is not on ${disk.name}` };
  const wish = { disk, contractId, taskId, number, reason: "before_rewind", evenIfSame: true } as const;
  if (disk.keptBefore.has(rewindId)) disk.rewindsDoneAgain += 1;
  const kept = disk.keptBefore.get(rewindId) ?? makeModelCheckpoint(wish);
  if (kept === null) throw new Error("a worktree that is there is kept");
  disk.keptBefore.set(rewindId, kept);
  disk.rewinding.add(rewindId);
  await pause();
  if (commit !== null) standAt(disk, { taskId, commit });
  const tree = disk.worktrees.get(taskId)?.tree ?? "none";
  disk.rewoundTrees.push({ rewindId, tree });
  disk.rewinding.delete(rewindId);
  const filesChanged = commit === null || tree === kept.tree ? 0 : 1;
  const message = "As it stood before it was taken back";
  return done({ worktree: "present", kept: [{ ...kept, message }], filesChanged, branch: null });
}
