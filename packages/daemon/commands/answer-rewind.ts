// Takes a task's worktree back once nothing of its run is left, and brings the branch that keeps what stood there to the person's repository.
import type { MeshCommand, rewindResult } from "@makima/protocol/mesh";
import type { z } from "zod";
import { parseObjectId } from "../git/git-parts.ts";
import type { Runs } from "../runs/runs.ts";
import { tellCheckpoint } from "../runs/tell-checkpoint.ts";
import { deliverBranch, rewindWorktree } from "../worktrees/worktrees.ts";
import { describeObstacle } from "./describe-obstacle.ts";
import { type HandsParts, openRepository } from "./open-repository.ts";

type Rewind = Extract<MeshCommand, { kind: "rewind_worktree" }>;

/** Idempotent by `rewindId`. Throws `WorktreeError`, and the worktree is then as it was. */
export async function answerRewind(
  parts: HandsParts & { readonly runs: Runs },
  command: Rewind,
): Promise<z.infer<typeof rewindResult>> {
  const { contractId, taskId, rewindId, number, contractBranch, branch } = command;
  await parts.runs.over(taskId);
  const commits = command.commit === null ? [] : [command.commit];
  const opened = await openRepository(parts, { ...command, branchCommit: null, commits, patienceMs: 0 });
  const { mirror } = opened.branch;
  const rewound = await rewindWorktree(parts.store, {
    checkout: { mirror, contractId, taskId },
    rewindId,
    number,
    contractBranch,
    commit: command.commit === null ? null : parseObjectId(command.commit),
    branch,
  });
  if (rewound === null) return { worktree: "missing" };
  const { found, safety, filesChanged } = rewound;
  return {
    worktree: "present",
    kept: [
      ...found.map((made) =>
        tellCheckpoint(made, { reason: "as_found", message: "As found before a rewind" }),
      ),
      tellCheckpoint(safety, { reason: "before_rewind", message: "As it stood before it was taken back" }),
    ],
    filesChanged,
    branch:
      branch === null
        ? null
        : { name: branch, commit: safety.commit, note: await deliver(parts, { opened, branch, contractId }) },
  };
}

type Opened = Awaited<ReturnType<typeof openRepository>>;

/** Why it has not its own name in the person's repository; null when it has. */
async function deliver(
  { store }: HandsParts,
  { opened, branch, contractId }: { opened: Opened; branch: string; contractId: string },
): Promise<string | null> {
  const { repository } = opened;
  if (!repository.ok) return `${repository.message} The branch is in this machine's mirror.`;
  const at = { mirror: opened.branch.mirror, contractId, branch };
  const { obstacle } = await deliverBranch(store, { branch: at, repository });
  return describeObstacle(obstacle);
}
