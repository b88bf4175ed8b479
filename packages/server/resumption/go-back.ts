// Carries out what a plan does to conversation and code: both go back to a checkpoint together, or the conversation begins anew. What goes out
// of view is kept.
import type { Tx } from "../db/database.ts";
import { appendEvents, SERVER } from "../journal/journal.ts";
import { type Held, moveHead, sendGoal, setRestoreCheckpoint, setResult } from "../tasks/tasks.ts";
import type { World } from "../world.ts";
import type { Judged } from "./judge-lost.ts";
import { type PlacedCheckpoint, readCheckpoint } from "./read-checkpoints.ts";

/** The caller holds contract and task and has begun the new epoch. The worktree follows when the next run starts. */
export async function goBack(
  tx: Tx,
  { world, held, judged }: { world: World; held: Held; judged: Judged },
): Promise<void> {
  const { plan, checkpointId } = judged.decision;
  const going = { world, held, messageCount: judged.view.messageCount };
  if (plan === "start_fresh") await beginAnew(tx, going);
  if (plan !== "use_checkpoint" || checkpointId === null) return;
  const checkpoint = await readCheckpoint(tx, { ownerId: held.task.ownerId, checkpointId });
  if (checkpoint === null) throw new Error(`checkpoint ${checkpointId} of task ${held.task.id} is gone`);
  await goBackTo(tx, { ...going, checkpoint });
}

/** `messageCount`: how many are in view before. */
type Going = { world: World; held: Held; messageCount: number };

export async function beginAnew(tx: Tx, going: Going): Promise<void> {
  const { world, held } = going;
  const { task, contract } = held;
  const of = { ownerId: task.ownerId, taskId: task.id };
  await moveHead(tx, {
    ids: world.ids,
    of: { ...of, epoch: task.epoch },
    head: { keep: null, reason: "restart" },
  });
  await sendGoal(tx, { ids: world.ids, contract, task });
  await setRestoreCheckpoint(tx, { ...of, checkpointId: null });
  await tellHead(tx, { going, checkpointId: null, count: 0 });
}

export async function goBackTo(
  tx: Tx,
  { checkpoint, ...going }: Going & { checkpoint: PlacedCheckpoint },
): Promise<void> {
  const { world, held } = going;
  const { task } = held;
  const of = { ownerId: task.ownerId, taskId: task.id };
  const { checkpointId, segmentId } = checkpoint;
  const count = segmentId === null ? 0 : checkpoint.messageIndex + 1;
  const keep = segmentId === null || count === 0 ? null : { segmentId, count };
  await moveHead(tx, {
    ids: world.ids,
    of: { ...of, epoch: task.epoch },
    head: { keep, reason: "rewind" },
  });
  await setRestoreCheckpoint(tx, { ...of, checkpointId });
  await setResult(tx, { ...of, commit: checkpoint.commit });
  await tellHead(tx, { going, checkpointId, count });
}

async function tellHead(
  tx: Tx,
  { going, checkpointId, count }: { going: Going; checkpointId: string | null; count: number },
): Promise<void> {
  const { held, messageCount } = going;
  const { task, contract } = held;
  const data = {
    name: task.name,
    index: count - 1,
    messagesRemoved: Math.max(0, messageCount - count),
    checkpointId,
  };
  await appendEvents(tx, { ownerId: task.ownerId, contractId: contract.id }, [
    { type: "conversation.rewound", actor: SERVER, taskId: task.id, phase: contract.phase, data },
  ]);
}
