// Makes a task with its empty conversation; its plan is the first thing that waits for its agent.

import { readAgentChoice } from "@makima/core/agent";
import { slugOf } from "@makima/core/contract";
import type { Delivery } from "@makima/core/delivery";
import type { TaskKind } from "@makima/core/task";
import { refuseField } from "@makima/protocol/errors";
import { statement, type Tx } from "../db/database.ts";
import { type Actor, appendEvents } from "../journal/journal.ts";
import type { Ids } from "../ports/ids.ts";
import { INSERT_CONVERSATION, INSERT_SEGMENT } from "./conversation-writer.ts";
import { sendDelivery } from "./deliveries.ts";
import type { ForkedFrom } from "./lock-task.ts";
import { sendGoal } from "./send-goal.ts";
import { INSERT_TASK } from "./writer.ts";

export type NewTask = {
  id: string;
  contract: { ownerId: string; id: string; name: string; phase: string };
  parentTaskId: string | null;
  name: string;
  plan: string;
  kind: TaskKind;
  /** `agent`, or `agent:model` */
  agent: string;
  targetDaemonId: string | null;
  baseOn: { taskId: string; checkpointId: string | null } | null;
  dependsOn: readonly string[];
  actor: Actor;
  fork?: ForkOf;
};

/** What a new task has of another one's moment. */
export type ForkOf = {
  from: ForkedFrom;
  /** where no checkpoint of the base names the code */
  baseCommit: string | null;
  /** the branch that its checkout is on; null: one of its own name */
  branch: string | null;
  /** the conversation that it continues; null: it begins with none */
  head: { segmentId: string; count: number } | null;
  notice: Extract<Delivery, { kind: "fork" }>;
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
  const { fork, baseOn } = task;
  const { agent, model } = readAgentChoice(task.agent);
  // A fork has its code already, whatever becomes of the task that it is from.
  const waitsForBase = baseOn !== null && fork === undefined;
  const dependsOn = new Set(waitsForBase ? [...task.dependsOn, baseOn.taskId] : task.dependsOn);
  tx.send(INSERT_TASK, [
    ownerId,
    task.id,
    task.contract.id,
    task.parentTaskId,
    task.name,
    refName,
    task.plan,
    task.kind,
    agent,
    model,
    task.targetDaemonId,
    fork?.branch ?? `makima-task/${refName}`,
    baseOn?.taskId ?? null,
    baseOn?.checkpointId ?? null,
    [...dependsOn],
    fork === undefined ? null : JSON.stringify(fork.from),
    fork?.baseCommit ?? null,
  ]);
  beginConversation(tx, { ids, task });
  if (fork !== undefined)
    await sendDelivery(tx, { ids, to: { ownerId, taskId: task.id }, item: fork.notice });
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

/** One segment row, whatever the length of what it continues. */
function beginConversation(tx: Tx, { ids, task }: { ids: Ids; task: NewTask }): void {
  const { ownerId } = task.contract;
  const segmentId = ids.next();
  const head = task.fork?.head ?? null;
  const startIndex = head?.count ?? 0;
  const reason = task.fork === undefined ? "first" : "fork";
  tx.send(INSERT_SEGMENT, [ownerId, segmentId, task.id, 1, startIndex, head?.segmentId ?? null, reason]);
  tx.send(INSERT_CONVERSATION, [ownerId, task.id, task.contract.id, segmentId, startIndex]);
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
