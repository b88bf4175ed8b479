// A person brings a finished task's worktree back from the trash can, or has its files written to another path.
import { isTaskOver } from "@makima/core/task";
import { Refusal } from "@makima/protocol/errors";
import { returnResult } from "@makima/protocol/mesh";
import type { worktreeEndpoints } from "@makima/protocol/worktrees";
import type { z } from "zod";
import { repositoryOf } from "../contracts/contracts.ts";
import { awaitHands, requireDaemon, sendCommand } from "../daemons/daemons.ts";
import { statement } from "../db/database.ts";
import { Pending } from "../pending.ts";
import { baseCommit, checkpointsOf, type Held, withTask } from "../tasks/tasks.ts";
import type { Principal, World } from "../world.ts";
import { SET_COMING } from "./writer.ts";

type Body = z.infer<typeof worktreeEndpoints.restoreWorktree.body>;
type Answer = z.infer<typeof worktreeEndpoints.restoreWorktree.answer>;

// Where it was removed; a task that moved may have one on each machine, and the last one is meant.
const PLACE = statement(
  "place-of-worktree",
  `select w.daemon_id as "daemonId", w.state from worktree w join task t on t.owner_id = w.owner_id and t.id = w.task_id
   where w.owner_id = $1 and w.task_id = $2 order by (w.daemon_id = t.daemon_id) desc nulls last, w.removed_at desc nulls last limit 1
   for update of w`,
);

const CODES = {
  CHECKOUT_STANDS: "WORKTREE_STANDS",
  COMMIT_GONE: "COMMIT_GONE",
  PATH_UNUSABLE: "PATH_UNUSABLE",
  PATH_NOT_EMPTY: "PATH_NOT_EMPTY",
} as const;

/** Throws NOT_FOUND, NEVER_RAN, TASK_NOT_FINISHED, DAEMON_GONE, WORKTREE_STANDS, and what the daemon finds. */
export async function restoreWorktree(
  world: World,
  { ownerId }: Principal,
  { params, body }: { params: { id: string }; body: Body },
): Promise<Answer | Pending> {
  const { operationId } = await withTask(world, { ownerId, taskId: params.id }, (held) =>
    order(world, { held, to: body.path ?? null }),
  );
  const value = await awaitHands(world, { ownerId, operationId }, CODES);
  return value instanceof Pending ? value : returnResult.parse(value);
}

async function order(world: World, { held, to }: { held: Held; to: string | null }): Promise<Pending> {
  const { tx, contract, task } = held;
  const { ownerId } = task;
  if (task.epoch === 0) throw new Refusal("NEVER_RAN", "the task has not begun: it has no worktree");
  if (to === null && !isTaskOver(task.status))
    throw new Refusal(
      "TASK_NOT_FINISHED",
      `the task is ${task.status}: its worktree comes back as it goes on`,
    );
  const place = await tx.row<{ daemonId: string; state: string }>(PLACE, [ownerId, task.id]);
  if (to === null && (place?.state === "standing" || place?.state === "going"))
    throw new Refusal(
      "WORKTREE_STANDS",
      place.state === "going" ? "it is on its way to the trash can" : "it stands where it was",
    );
  const daemonId = place?.daemonId ?? task.daemonId;
  if (daemonId === null) throw new Refusal("NEVER_RAN", "the task has not begun: it has no worktree");
  await requireDaemon(tx, { ownerId, daemonId });
  const { checkpoint } = await checkpointsOf(tx, task);
  const repository = repositoryOf(contract);
  const commandId = await sendCommand(tx, {
    world,
    to: { ownerId, daemonId, contractId: contract.id },
    command: {
      kind: "return_worktree",
      contractId: contract.id,
      taskId: task.id,
      repository,
      branch: task.branch,
      commit: checkpoint?.commit ?? (await baseCommit(tx, task)) ?? repository.baseCommit,
      to,
    },
  });
  if (to === null) tx.send(SET_COMING, [ownerId, daemonId, task.id, commandId]);
  return new Pending(commandId);
}
