// Has the daemon that is to take up a lost task look at its worktree first. The look is a command with a result row: the reconciler comes back
// when it is there, and nobody else waits for it.
import { inspectResult } from "@makima/protocol/mesh";
import { repositoryOf } from "../contracts/contracts.ts";
import { type CommandResult, sendCommand } from "../daemons/daemons.ts";
import { statement, type Tx } from "../db/database.ts";
import { type Held, hadWorktree } from "../tasks/tasks.ts";
import type { World } from "../world.ts";
import type { Seen } from "./gather-inspection.ts";
import { readCheckpoints } from "./read-checkpoints.ts";
import { type Recovery, recoveryOf } from "./recovery.ts";

const LOOK = statement(
  "look-at-worktree",
  `select result, created_at < app_now() - make_interval(secs => $6::float8) as "isOverdue" from command
   where owner_id = $1 and task_id = $2 and epoch = $3 and daemon_id = $4 and kind = 'inspect_worktree' and payload ->> 'lookId' = $5`,
);

/** After this long it goes on without having seen the worktree. */
const PATIENCE_SECONDS = 30;

/** Null while the answer is not there. The caller holds contract and task, whose epoch is still that of the run that was lost. */
export async function lookAtWorktree(
  tx: Tx,
  { world, held, daemonId }: { world: World; held: Held; daemonId: string },
): Promise<Seen | null> {
  const { task } = held;
  const { ownerId } = task;
  // What a machine still has of a task that went on elsewhere is older than that, and is put aside whole when the task comes back. A checkpoint
  // of it would be the task's newest one, and be missed wherever the task goes on instead.
  const isElsewhere = task.daemonId !== null && task.daemonId !== daemonId;
  if (isElsewhere || !(await hadWorktree(tx, { ownerId, taskId: task.id, daemonId })))
    return { worktree: { seen: "elsewhere" }, unreachable: [] };
  const recovery = recoveryOf(task);
  const lookId = recovery?.id ?? "lost";
  const look = await tx.row<{ result: CommandResult | null; isOverdue: boolean }>(LOOK, [
    ownerId,
    task.id,
    task.epoch,
    daemonId,
    lookId,
    PATIENCE_SECONDS,
  ]);
  if (look === null) {
    await ask(tx, { world, held, daemonId, lookId, recovery });
    return null;
  }
  if (look.result !== null) return readLook(look.result);
  return look.isOverdue ? unseen("the daemon did not answer in time") : null;
}

const unseen = (problem: string): Seen => ({ worktree: { seen: "unknown", problem }, unreachable: [] });

function readLook(result: CommandResult): Seen {
  if (!result.ok) return unseen(result.message);
  const { worktree, differs, unreachable } = inspectResult.parse(result.value);
  return {
    worktree: worktree === "missing" ? { seen: "missing" } : { seen: "present", differs },
    unreachable,
  };
}

async function ask(
  tx: Tx,
  {
    world,
    held,
    daemonId,
    lookId,
    recovery,
  }: { world: World; held: Held; daemonId: string; lookId: string; recovery: Recovery | null },
): Promise<void> {
  const { contract, task } = held;
  const { ownerId } = task;
  const checkpoints = await readCheckpoints(tx, {
    ownerId,
    taskId: task.id,
    named: recovery?.checkpointId ?? null,
  });
  const goesBack = recovery?.plan === "use_checkpoint" || recovery?.plan === "start_fresh";
  await sendCommand(tx, {
    world,
    to: { ownerId, daemonId, contractId: contract.id },
    command: {
      kind: "inspect_worktree",
      taskId: task.id,
      epoch: task.epoch,
      lookId,
      contractId: contract.id,
      repository: repositoryOf(contract),
      contractBranch: contract.branch,
      checkpoints: checkpoints.map(({ checkpointId, commit }) => ({ checkpointId, commit })),
      keep: {
        number: (checkpoints[0]?.number ?? 0) + 1,
        message: goesBack ? "As it stood before it was taken back" : "As found before the run goes on",
        reason: goesBack ? "before_rewind" : "as_found",
        evenIfSame: goesBack,
      },
    },
  });
}
