// Makes a task with its empty conversation; its plan is the first thing that waits for its agent.

import { slugOf } from "@makima/core/contract";
import type { TaskKind } from "@makima/core/task";
import { refuseField } from "@makima/protocol/errors";
import { statement, type Tx } from "../db/database.ts";
import { type Actor, appendEvents } from "../journal/journal.ts";
import type { Ids } from "../ports/ids.ts";
import { INSERT_CONVERSATION, INSERT_SEGMENT } from "./conversation-writer.ts";
import { sendGoal } from "./send-goal.ts";
import { INSERT_TASK } from "./writer.ts";

export type NewTask = {
  id: string;
  contract: { ownerId: string; id: string; name: string; phase: string };
  parentTaskId: string | null;
  name: string;
  plan: string;
  kind: TaskKind;
  agent: string;
  targetDaemonId: string | null;
  baseOn: { taskId: string; checkpointId: string | null } | null;
  dependsOn: readonly string[];
  actor: Actor;
};

const CHECKPOINT = statement(
  "is-checkpoint-of-task",
  "select 1 as one from checkpoint where owner_id = $1 and id = $2 and task_id = $3",
);

/** Throws VALIDATION when the base names a checkpoint that is none of its task's. */
export async function refuseUnknownCheckpoint(
  tx: Tx,
  {
    ownerId,
    baseOn,
  }: { ownerId: string; baseOn: { taskId: string; checkpointId?: string | undefined } | undefined },
): Promise<void> {
  if (baseOn?.checkpointId === undefined) return;
  if ((await tx.row(CHECKPOINT, [ownerId, baseOn.checkpointId, baseOn.taskId])) === null)
    throw refuseField("baseOn", `${baseOn.checkpointId} is no checkpoint of that task`);
}

const REF_NAMES = statement(
  "ref-names-like",
  `select ref_name as "refName" from task where owner_id = $1 and contract_id = $2 and (ref_name = $3 or ref_name like $3 || '-%')`,
);

/** The contract's row is locked by the caller. */
export async function spawnTask(tx: Tx, { ids, task }: { ids: Ids; task: NewTask }): Promise<void> {
  const { ownerId } = task.contract;
  const refName = await freeRefName(tx, task);
  const dependsOn = new Set(task.baseOn === null ? task.dependsOn : [...task.dependsOn, task.baseOn.taskId]);
  tx.send(INSERT_TASK, [
    ownerId,
    task.id,
    task.contract.id,
    task.parentTaskId,
    task.name,
    refName,
    task.plan,
    task.kind,
    task.agent,
    task.targetDaemonId,
    `makima-task/${refName}`,
    task.baseOn?.taskId ?? null,
    task.baseOn?.checkpointId ?? null,
    [...dependsOn],
  ]);
  const segmentId = ids.next();
  tx.send(INSERT_SEGMENT, [ownerId, segmentId, task.id, 1, 0, null, "first"]);
  tx.send(INSERT_CONVERSATION, [ownerId, task.id, task.contract.id, segmentId]);
  await sendGoal(tx, { ids, contract: task.contract, task });
  await appendEvents(tx, { ownerId, contractId: task.contract.id }, [
    {
      type: "task.spawned",
      actor: task.actor,
      taskId: task.id,
      phase: task.contract.phase,
      data: { name: task.name, kind: task.kind, agent: task.agent, dependsOn: [...dependsOn] },
    },
  ]);
}

async function freeRefName(tx: Tx, task: NewTask): Promise<string> {
  const slug = slugOf(task.name);
  const taken = new Set(
    (await tx.rows<{ refName: string }>(REF_NAMES, [task.contract.ownerId, task.contract.id, slug])).map(
      (row) => row.refName,
    ),
  );
  for (let n = 1; ; n++) {
    const candidate = n === 1 ? slug : `${slug}-${n}`;
    if (!taken.has(candidate)) return candidate;
  }
}
