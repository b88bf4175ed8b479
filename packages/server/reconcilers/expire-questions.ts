// Ends questions whose time is over, and takes back those that nobody waits for any more: their task or contract has ended, or the turn in
// which an agent asked for a permission; it asks anew.

import { isContractOver } from "@makima/core/contract";
import { isTaskOver } from "@makima/core/task";
import { endWaitOfQuestion } from "../calls/calls.ts";
import { statement } from "../db/database.ts";
import { SERVER } from "../journal/journal.ts";
import { expireQuestion, lockQuestion, withdrawQuestion } from "../questions/questions.ts";
import { saveSupervisor } from "../supervisors/supervisors.ts";
import { withTask } from "../tasks/tasks.ts";
import type { World } from "../world.ts";
import type { Reconciler } from "./reconciler.ts";

type Found = { ownerId: string; taskId: string; questionId: string };

const TURN_IS_OVER = `not exists (
  select 1 from run r where r.owner_id = q.owner_id and r.task_id = q.task_id and r.epoch = (q.purpose ->> 'epoch')::bigint
    and r.turn = (q.purpose ->> 'turn')::int and r.status in ('starting', 'turning'))`;

const TO_END = statement(
  "questions-to-end",
  `select q.owner_id as "ownerId", q.task_id as "taskId", q.id as "questionId" from question q
   join task t on t.owner_id = q.owner_id and t.id = q.task_id
   join contract c on c.owner_id = q.owner_id and c.id = q.contract_id
   where q.status = 'pending' and (q.expires_at <= app_now() or t.status in ('done', 'failed', 'cancelled')
     or c.status in ('completed', 'failed', 'cancelled') or (q.question_type = 'permission' and ${TURN_IS_OVER})) limit 200`,
);
const IS_VOID = statement(
  "is-permission-void",
  `select 1 as one from question q where q.owner_id = $1 and q.id = $2 and q.question_type = 'permission' and ${TURN_IS_OVER}`,
);

export const expireQuestions: Reconciler = {
  name: "expire-questions",
  isPatient: true,
  round: async (world) => {
    const found = await world.db.rows<Found>(TO_END, []);
    for (const key of found) await endQuestion(world, key);
    return { did: found.length };
  },
};

async function endQuestion(world: World, key: Found): Promise<void> {
  await withTask(world, key, async ({ tx, contract, task }) => {
    const question = await lockQuestion(tx, key);
    if (question === null) return;
    const isOver = isTaskOver(task.status) || isContractOver(contract.status);
    const isVoid = (await tx.row(IS_VOID, [key.ownerId, key.questionId])) !== null;
    const reason = isOver
      ? `the task is ${task.status}, the contract ${contract.status}`
      : "the turn in which it was asked is over";
    const isGone = isOver || isVoid;
    const hasEnded = isGone
      ? await withdrawQuestion(tx, { question, reason })
      : await expireQuestion(tx, { question });
    if (!hasEnded) return;
    if (isGone) await endWaitOfQuestion(tx, key);
    const resumed =
      task.kind === "supervisor" && !isOver ? { resumed: "Resumed after a question ended" } : {};
    await saveSupervisor(
      tx,
      { ownerId: key.ownerId, contractId: contract.id },
      { actor: SERVER, ...resumed },
    );
  });
}
