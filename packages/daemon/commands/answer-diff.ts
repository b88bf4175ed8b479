// Answers what a task has changed: up to a checkpoint, or as its worktree stands now.
import type { MeshCommand } from "@makima/protocol/mesh";
import { parseObjectId } from "../git/git-parts.ts";
import { diffTask, readTaskRefs, type Store, type TaskDiff } from "../worktrees/worktrees.ts";
import { openRepository } from "./open-repository.ts";

type Diff = Extract<MeshCommand, { kind: "diff" }>;

export async function answerDiff(store: Store, command: Diff): Promise<TaskDiff> {
  const { branch, tip } = await openRepository(store, command);
  const checkout = { mirror: branch.mirror, contractId: command.contractId, taskId: command.taskId };
  const refs = await readTaskRefs(store, checkout);
  return diffTask(store, {
    checkout,
    from: parseObjectId(command.baseCommit ?? refs.base ?? tip),
    to: command.commit === null ? "worktree" : parseObjectId(command.commit),
  });
}
