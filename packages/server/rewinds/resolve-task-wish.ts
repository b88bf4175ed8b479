// Where the code of a task is to go, whichever way the checkpoint is named.
import { Refusal, refuseField } from "@makima/protocol/errors";
import type { RewindTask } from "@makima/protocol/rewinds";
import { statement } from "../db/database.ts";
import type { Held } from "../tasks/tasks.ts";
import { refuseSeveral } from "./refuse-several.ts";
import {
  checkpointOf,
  type Destination,
  destinationOfUndo,
  placeOf,
  type RewindWish,
  undoneBy,
} from "./wish.ts";

const BY_NUMBER = statement(
  "checkpoint-by-number",
  "select id from checkpoint where owner_id = $1 and task_id = $2 and number::float8 = $3",
);
const BY_SHA = statement(
  "checkpoint-by-sha",
  `select id from checkpoint where owner_id = $1 and task_id = $2 and starts_with(commit, $3) order by number limit 2`,
);

/** Throws VALIDATION, SEVERAL_SELECTORS, UNKNOWN_CHECKPOINT. */
export async function resolveTaskWish(held: Held, body: RewindTask): Promise<RewindWish> {
  const { checkpointId, checkpointNumber, checkpointSha, undoCheckpointId, preserveMode, branchName } = body;
  const named = refuseSeveral({ checkpointId, checkpointNumber, checkpointSha, undoCheckpointId });
  if (named === null) throw refuseField("checkpointId", "name the checkpoint to go back to");
  if (preserveMode === "branch" && branchName === undefined)
    throw refuseField("branchName", "name the branch that keeps the code as it stands now");
  if (preserveMode !== "branch" && branchName !== undefined)
    throw refuseField("branchName", "goes with preserveMode branch only");
  const destination = await destinationOf(held, body);
  if (preserveMode !== "checkpoint" && destination.code === null)
    throw refuseField("preserveMode", "the code stays as it is: there is nothing to preserve");
  return { ...destination, preserve: preserveMode, branch: branchName ?? null, afterPoint: body.afterPoint };
}

async function destinationOf(held: Held, body: RewindTask): Promise<Destination> {
  if (body.undoCheckpointId !== undefined) return destinationOfUndo(held, body.undoCheckpointId);
  const id = body.checkpointId ?? (await findByNumberOrSha(held, body));
  const checkpoint = await checkpointOf(held, id);
  if (body.checkpointId !== undefined) {
    const undone = await undoneBy(held.tx, checkpoint, held.task.ownerId);
    if (undone !== null) return undone;
  }
  return { code: checkpoint, conversation: body.rewindConversation ? placeOf(checkpoint) : null };
}

async function findByNumberOrSha(
  { tx, task }: Held,
  { checkpointNumber, checkpointSha }: RewindTask,
): Promise<string> {
  const of = [task.ownerId, task.id];
  const found =
    checkpointNumber === undefined
      ? await tx.rows<{ id: string }>(BY_SHA, [...of, checkpointSha?.toLowerCase() ?? ""])
      : await tx.rows<{ id: string }>(BY_NUMBER, [...of, checkpointNumber]);
  const [one, other] = found;
  const name = checkpointNumber ?? checkpointSha ?? "";
  if (one === undefined) throw new Refusal("UNKNOWN_CHECKPOINT", `the task has no checkpoint ${name}`);
  if (other !== undefined)
    throw new Refusal("UNKNOWN_CHECKPOINT", `${name} is the beginning of more than one checkpoint`);
  return one.id;
}
