// What both calls for a rewind do once it is resolved what is wanted: refuse what cannot be, show it, or write the row that a reconciler
// carries out.
import { isContractOver } from "@makima/core/contract";
import { isTaskOver } from "@makima/core/task";
import { Refusal } from "@makima/protocol/errors";
import type { RewindPreview } from "@makima/protocol/rewinds";
import { statement } from "../db/database.ts";
import { Pending } from "../pending.ts";
import type { Held } from "../tasks/tasks.ts";
import type { Principal, World } from "../world.ts";
import { machineOf } from "./machine-of.ts";
import { openRewindOf } from "./reader.ts";
import { NO_FILES, showPreview } from "./show-preview.ts";
import type { RewindWish } from "./wish.ts";
import { INSERT_REWIND } from "./writer.ts";

const MERGED = statement(
  "is-task-merged",
  "select merged_commit is not null as merged from task where owner_id = $1 and id = $2",
);

/** Throws NEVER_RAN, TASK_FINISHED, TASK_MERGED, CONTRACT_OVER, REWIND_OPEN. */
export async function refuseUnfit({ tx, contract, task }: Held): Promise<void> {
  if (isTaskOver(task.status)) {
    const row = await tx.row<{ merged: boolean }>(MERGED, [task.ownerId, task.id]);
    if (row?.merged === true)
      throw new Refusal("TASK_MERGED", "the task is finished, and its work is merged");
    throw new Refusal("TASK_FINISHED", `the task is ${task.status}`);
  }
  if (isContractOver(contract.status))
    throw new Refusal("CONTRACT_OVER", `the contract is ${contract.status}`);
  if (task.epoch === 0) throw new Refusal("NEVER_RAN", "the task has not begun");
  const open = await openRewindOf(tx, { ownerId: task.ownerId, taskId: task.id });
  if (open !== null)
    throw new Refusal("REWIND_OPEN", "another rewind of this task is under way", { operationId: open.id });
}

/** The row of it; what can be shown without a daemon at once. Throws DAEMON_GONE. The caller holds contract and task, and has refused what is not fit. */
export async function askRewind(
  world: World,
  { held, principal, wish, dryRun }: { held: Held; principal: Principal; wish: RewindWish; dryRun: boolean },
): Promise<Pending | RewindPreview> {
  await refuseOutOfReach(held, wish);
  if (dryRun && wish.code === null) return showPreview(held, { wish, seen: NO_FILES });
  const { tx, contract, task } = held;
  const rewindId = world.ids.next();
  const { code, conversation, preserve, branch, afterPoint } = wish;
  const made = await tx.run(INSERT_REWIND, [
    task.ownerId,
    rewindId,
    contract.id,
    task.id,
    principal.keyId,
    code?.checkpointId ?? null,
    conversation !== null,
    conversation?.segmentId ?? null,
    conversation?.count ?? null,
    preserve,
    branch,
    afterPoint,
    dryRun,
  ]);
  if (made === 0) throw new Refusal("REWIND_OPEN", "another rewind of this task is under way");
  return new Pending(rewindId);
}

/** Its machine is away: only what others can have is gone back to, when the task goes on there. */
async function refuseOutOfReach({ tx, task }: Held, { code, branch }: RewindWish): Promise<void> {
  const machine = await machineOf(tx, task);
  if (machine.isThere) return;
  if (code !== null && !code.bundled)
    throw new Refusal("DAEMON_GONE", `checkpoint ${code.number} is on ${machine.name} only, which is away`);
  if (branch !== null)
    throw new Refusal("DAEMON_GONE", `the worktree is on ${machine.name}, which is away: it cannot be kept`);
}
