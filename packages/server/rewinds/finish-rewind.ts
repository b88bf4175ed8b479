// Everything that a rewind is, in one transaction: the new epoch, the way back, the head, the result, what is withdrawn, and what the agent is told.
import { keepCheckpoint, setDiscarded } from "../checkpoints/checkpoints.ts";
import { statement, type Tx } from "../db/database.ts";
import { readView } from "../history/history.ts";
import { moveHead, sendGoal, setRestoreCheckpoint, setResult } from "../tasks/tasks.ts";
import { findConsequences } from "./find-consequences.ts";
import { newEpoch } from "./new-epoch.ts";
import type { Failure, Finishing, Rewound } from "./steps.ts";
import { tellRewind } from "./tell-rewind.ts";
import { shownOnlyBy, viewAt } from "./view-at.ts";
import { type Destination, pointOf, wishOf } from "./wish.ts";
import { withdrawAfter } from "./withdraw-after.ts";
import { SET_DONE } from "./writer.ts";

/** What makes it impossible, or null when it is done. */
export async function finishRewind(finishing: Finishing): Promise<Failure | null> {
  const { held, rewind, hands } = finishing;
  const { tx, task } = held;
  const { ownerId } = task;
  const { code, conversation } = await wishOf(tx, rewind);
  if (code === null && rewind.checkpointId !== null)
    return { code: "COMMIT_GONE", message: "the checkpoint was left behind on a machine that is away" };
  if (hands.worktree === "missing" && (rewind.branch !== null || (code !== null && !code.bundled)))
    return { code: "DAEMON_GONE", message: "the machine that has the worktree went away" };
  const standIn = hands.worktree === "missing" ? await newestOf(tx, finishing) : null;
  if (hands.worktree === "missing" && standIn === null)
    return {
      code: "DAEMON_GONE",
      message: "its machine is away, and no checkpoint of it can be had elsewhere",
    };
  const begun = await newEpoch(finishing);
  const undo = standIn ?? (await keepAll(finishing, begun.epoch));
  const rewound = await move(finishing, { code, conversation, undo, epoch: begun.epoch });
  const result = resultOf(finishing, rewound);
  tx.send(SET_DONE, [
    ownerId,
    rewind.id,
    begun.epoch,
    rewound.view.headId,
    rewound.view.messageCount,
    undo.id,
    JSON.stringify(result),
  ]);
  if (rewind.preserve === "discard") await setDiscarded(tx, { ownerId, checkpointId: undo.id });
  await tellRewind(finishing, {
    rewound,
    result,
    wasRunning: rewind.wasRunning || begun.wasRunning,
    recorded: begun.recorded,
  });
  return null;
}

const BY_NUMBER = statement(
  "kept-checkpoint",
  "select id, number from checkpoint where owner_id = $1 and task_id = $2 and number = $3",
);
// Where the worktree is away, the way back is what the task would have gone on from.
const NEWEST = statement(
  "newest-checkpoint-to-be-had",
  `select k.id, k.number from checkpoint k join task t on t.owner_id = k.owner_id and t.id = k.task_id
   where k.owner_id = $1 and k.task_id = $2 and k.left_on is null and k.bundled
   order by (k.commit = t.result_commit) desc, k.number desc limit 1`,
);

type Kept = { id: string; number: number };

async function keepAll(
  { world, hands, held: { tx, contract, task } }: Finishing,
  epoch: number,
): Promise<Kept> {
  const kept = hands.worktree === "present" ? hands.kept : [];
  const actor = { kind: "daemon" as const, id: task.daemonId };
  for (const made of kept)
    await keepCheckpoint(tx, { ids: world.ids, task, phase: contract.phase, epoch, made, actor });
  const undo = await tx.row<Kept>(BY_NUMBER, [task.ownerId, task.id, kept.at(-1)?.number ?? 0]);
  if (undo === null) throw new Error(`the way back of task ${task.id} was not kept`);
  return undo;
}

const newestOf = (tx: Tx, { held: { task } }: Finishing): Promise<Kept | null> =>
  tx.row<Kept>(NEWEST, [task.ownerId, task.id]);

async function move(
  finishing: Finishing,
  { code, conversation, undo, epoch }: Destination & { undo: Kept; epoch: number },
): Promise<Rewound> {
  const { world, held, rewind, hands } = finishing;
  const { tx, contract, task } = held;
  const of = { ownerId: task.ownerId, taskId: task.id };
  const view = await readView(tx, of);
  const point = await viewAt(tx, { ...of, place: pointOf({ code, conversation }) });
  const found = await findConsequences(tx, {
    ownerId: task.ownerId,
    task,
    contractId: contract.id,
    view,
    point,
  });
  if (rewind.afterPoint === "withdraw") await withdrawAfter(finishing, found);
  if (code !== null) {
    await setResult(tx, { ...of, commit: code.commit });
    const follows = hands.worktree === "missing" ? code.checkpointId : null;
    await setRestoreCheckpoint(tx, { ...of, checkpointId: follows });
  }
  const same = { messagesRemoved: 0, messagesRestored: 0, newMessageCount: view.messageCount };
  const rewound = { code, conversation, view, found, undo };
  if (conversation === null) return { ...rewound, ...same };
  const { segmentId, count } = conversation;
  const keep = segmentId === null ? null : { segmentId, count };
  await moveHead(tx, { ids: world.ids, of: { ...of, epoch }, head: { keep, reason: "rewind" } });
  if (count === 0) await sendGoal(tx, { ids: world.ids, contract, task });
  return {
    ...rewound,
    messagesRemoved: shownOnlyBy(view, point).count,
    messagesRestored: shownOnlyBy(point, view).count,
    newMessageCount: count,
  };
}

function resultOf({ held, hands }: Finishing, { code, undo, ...rewound }: Rewound) {
  const { messagesRemoved, messagesRestored, newMessageCount } = rewound;
  const isHere = hands.worktree === "present";
  return {
    contractId: held.contract.id,
    taskId: held.task.id,
    checkpointId: code?.checkpointId ?? null,
    codeRewound: isHere && code !== null,
    filesChanged: isHere ? hands.filesChanged : 0,
    branch: isHere ? hands.branch : null,
    undoCheckpointId: undo.id,
    messagesRemoved,
    messagesRestored,
    newMessageCount,
  };
}
