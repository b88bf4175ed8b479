// Answers what a task has changed: up to a checkpoint, or as its worktree stands now.
import type { MeshCommand } from "@makima/protocol/mesh";
import { parseObjectId } from "../git/git-parts.ts";
import { diffTask, readTaskRefs, type TaskDiff } from "../worktrees/worktrees.ts";
import { type HandsParts, openRepository } from "./open-repository.ts";

type Diff = Extract<MeshCommand, { kind: "diff" }>;

export async function answerDiff(parts: HandsParts, command: Diff): Promise<TaskDiff> {
  const { store } = parts;
  const about = [command.commit, command.baseCommit].filter((commit) => commit !== null);
  const { branch, tip } = await openRepository(parts, { ...command, commits: about });
  const checkout = { mirror: branch.mirror, contractId: command.contractId, taskId: command.taskId };
  const refs = await readTaskRefs(store, checkout);
  return diffTask(store, {
    checkout,
    from: parseObjectId(command.baseCommit ?? refs.base ?? tip),
    to: command.commit === null ? "worktree" : parseObjectId(command.commit),
    ...(command.maxPatchBytes === undefined ? {} : { maxDiffBytes: command.maxPatchBytes }),
  });
}
