// Carries out what a person answered about a task whose agent was refused: another try, another agent, or the end.
import { readRefusalAnswer } from "@makima/core/fault";
import { isTaskOver } from "@makima/core/task";
import { moveContract } from "../contracts/contracts.ts";
import type { Actor } from "../journal/journal.ts";
import type { QuestionRow } from "../questions/questions.ts";
import { finishTask, forgetRefusal, type Held, handOver, setRecovery } from "../tasks/tasks.ts";
import type { World } from "../world.ts";

/** The caller holds contract and task. A task that goes on already, or is over, is left as it is. */
export async function settleRefusal(world: World, held: Held, question: QuestionRow): Promise<void> {
  const { task } = held;
  const answer = readRefusalAnswer([question.response ?? ""].flat()[0] ?? "");
  if (answer === null || isTaskOver(task.status) || task.blocked === null) return;
  const actor: Actor = { kind: "person", id: question.answeredBy };
  if (answer.do === "cancel") return cancel(world, held, actor);
  if (answer.do === "use") await handOver(world, { held, actor, choice: answer.agent });
  await goOn(held);
}

async function goOn({ tx, task }: Held): Promise<void> {
  const of = { ownerId: task.ownerId, taskId: task.id };
  await setRecovery(tx, { ...of, recovery: null });
  // What was too long stays so until a turn of it ends well.
  if (task.refusal?.kind !== "context_too_long") await forgetRefusal(tx, of);
}

/** The end of the supervisor's task is the contract's. */
async function cancel(world: World, { tx, contract, task }: Held, actor: Actor): Promise<void> {
  const reason =
    task.refusal?.kind === "setup_failed" ? "the set-up of its worktree failed" : "its agent was refused";
  const finish = { status: "cancelled" as const, reason };
  await finishTask(tx, { world, task, phase: contract.phase, actor, finish });
  if (task.kind === "supervisor")
    await moveContract(tx, { contract, command: "cancel", actor, data: { reason } });
}
