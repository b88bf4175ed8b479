// Models call again after a crash, with a new id. The first like call of a later run takes the place of the one that was open when the last
// run ended: it joins that call's question, or gets its recorded result. It does so once, and nothing else is ever joined by its text.
import { answerForAgent } from "@makima/core/question";
import type { Tx } from "../db/database.ts";
import { markDelivered, readQuestion } from "../questions/questions.ts";
import { saveSupervisor } from "../supervisors/supervisors.ts";
import { takeDelivery } from "../tasks/tasks.ts";
import { adoptableCall, type CallRow } from "./reader.ts";
import { OPEN, type Outcome, result, type ToolContext } from "./tool.ts";
import { END_WAIT_OF_QUESTION, INSERT_WAIT, LINK_CALL, REPOINT_WAIT, SET_ADOPTED } from "./writer.ts";

const ADOPTING: ReadonlySet<string> = new Set([
  "spawn_task",
  "ask_question",
  "send_message",
  "report_finding",
  "change_phase",
  "complete_contract",
]);

/** The call whose place this one takes; null: it is a new one. */
export const findAdoptable = async (
  tx: Tx,
  of: { ownerId: string; taskId: string; epoch: number; tool: string; inputHash: Buffer },
): Promise<CallRow | null> => (ADOPTING.has(of.tool) ? adoptableCall(tx, of) : null);

export async function adoptCall(context: ToolContext, old: CallRow): Promise<Outcome> {
  const { tx, task, call } = context;
  tx.send(SET_ADOPTED, [task.ownerId, old.id, call.id]);
  tx.send(LINK_CALL, [task.ownerId, call.id, old.questionId, old.spawnedTaskId, null]);
  // a recorded result is the call's one result, also where it is the answer to a question; a parked call has none
  return old.status === "done" || old.questionId === null
    ? result(old.result)
    : joinQuestion(context, old.questionId);
}

async function joinQuestion(context: ToolContext, questionId: string): Promise<Outcome> {
  const { world, tx, contract, task, call, actor } = context;
  const { ownerId } = task;
  const question = await readQuestion(tx, { ownerId, questionId });
  if (question?.status === "answered") {
    // what the reconciler has not brought yet is brought here
    tx.send(END_WAIT_OF_QUESTION, [ownerId, questionId, "satisfied"]);
    await takeDelivery(tx, { ownerId, taskId: task.id, epoch: call.epoch, questionId });
    await markDelivered(tx, {
      ownerId,
      contractId: contract.id,
      questionIds: [questionId],
      taskName: task.name,
      phase: contract.phase,
    });
    await saveSupervisor(tx, { ownerId, contractId: contract.id }, { actor });
    return result({ status: "answered", questionId, response: answerForAgent(question) });
  }
  const moved = await tx.run(REPOINT_WAIT, [ownerId, questionId, call.id]);
  if (moved === 0)
    tx.send(INSERT_WAIT, [ownerId, world.ids.next(), task.id, "question", call.id, questionId, [], null]);
  return OPEN;
}
