// Carries out what a plan does to conversation and code: both go back to a checkpoint together, or the conversation begins anew. What goes out
// of view is kept.
import type { Tx } from "../db/database.ts";
import { appendEvents, SERVER } from "../journal/journal.ts";
import { type Held, moveHead, sendGoal, setRestoreCheckpoint, setResult } from "../tasks/tasks.ts";
import type { World } from "../world.ts";
import type { Judged } from "./judge-lost.ts";
import { readCheckpoint } from "./read-checkpoints.ts";

/** The caller holds contract and task and has begun the new epoch. The worktree follows when the next run starts. */
export async function goBack(
  tx: Tx,
  { world, held, judged }: { world: World; held: Held; judged: Judged },
): Promise<void> {
  const { task, contract } = held;
  const { plan, checkpointId } = judged.decision;
  const of = { ownerId: task.ownerId, taskId: task.id };
  if (plan === "start_fresh") {
    await moveHead(tx, {
      ids: world.ids,
      of: { ...of, epoch: task.epoch },
      head: { keep: null, reason: "restart" },
    });
    await sendGoal(tx, { ids: world.ids, contract, task });
    await setRestoreCheckpoint(tx, { ...of, checkpointId: null });
    await tellHead(tx, { held, judged, count: 0 });
  }
  if (plan !== "use_checkpoint" || checkpointId === null) return;
  const checkpoint = await readCheckpoint(tx, { ownerId: of.ownerId, checkpointId });
  if (checkpoint === null) throw new Error(`checkpoint ${checkpointId} of task ${task.id} is gone`);
  const count = checkpoint.segmentId === null ? 0 : checkpoint.messageIndex + 1;
  const keep =
    checkpoint.segmentId === null || count === 0 ? null : { segmentId: checkpoint.segmentId, count };
  await moveHead(tx, {
    ids: world.ids,
    of: { ...of, epoch: task.epoch },
    head: { keep, reason: "rewind" },
  });
  await setRestoreCheckpoint(tx, { ...of, checkpointId });
  await setResult(tx, { ...of, commit: checkpoint.commit });
  await tellHead(tx, { held, judged, count });
}

async function tellHead(
  tx: Tx,
  { held, judged, count }: { held: Held; judged: Judged; count: number },
): Promise<void> {
  const { task, contract } = held;
  const data = {
    name: task.name,
    index: count - 1,
    messagesRemoved: Math.max(0, judged.view.messageCount - count),
    checkpointId: judged.decision.checkpointId,
  };
  await appendEvents(tx, { ownerId: task.ownerId, contractId: contract.id }, [
    { type: "conversation.rewound", actor: SERVER, taskId: task.id, phase: contract.phase, data },
  ]);
}
