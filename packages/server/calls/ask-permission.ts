// An agent's own request for permission becomes a question that survives everything but the run that asked.
import type { MeshRecord } from "@makima/protocol/mesh";
import { statement } from "../db/database.ts";
import { askQuestion } from "../questions/questions.ts";
import { saveSupervisor } from "../supervisors/supervisors.ts";
import { withRun } from "../tasks/tasks.ts";
import type { World } from "../world.ts";
import { INSERT_WAIT } from "./writer.ts";

type Permission = Extract<MeshRecord, { kind: "permission" }>;

const KNOWN = statement(
  "known-permission",
  `select 1 as one from question where owner_id = $1 and task_id = $2 and question_type = 'permission'
     and purpose ->> 'permission' = $3 and (purpose ->> 'epoch')::bigint = $4`,
);

/** Gives false when the run is over, not the present one, or another daemon's. The same request again is the same question. */
export function askPermission(
  world: World,
  from: { ownerId: string; daemonId: string; record: Permission },
): Promise<boolean> {
  const { ownerId, record } = from;
  return withRun(world, from, async ({ tx, contract, task, run }) => {
    if (run.status === "ended") return false;
    if ((await tx.row(KNOWN, [ownerId, task.id, record.requestKey, record.epoch])) !== null) return true;
    const questionId = world.ids.next();
    const actor = { kind: "agent" as const, id: task.id };
    await askQuestion(tx, {
      ownerId,
      contractId: contract.id,
      taskId: task.id,
      epoch: record.epoch,
      id: questionId,
      question: `May ${task.name} do this? ${record.title}`.slice(0, 16_000).toWellFormed(),
      choices: record.options.map(({ name }) => name),
      choicesOnly: true,
      multiSelect: false,
      context: JSON.stringify(record.input ?? null),
      questionType: "permission",
      expiresInSeconds: null,
      purpose: {
        permission: record.requestKey,
        epoch: record.epoch,
        turn: run.turn,
        options: record.options,
      },
      actor,
      phase: contract.phase,
    });
    tx.send(INSERT_WAIT, [ownerId, world.ids.next(), task.id, "question", null, questionId, [], null]);
    await saveSupervisor(tx, { ownerId, contractId: contract.id }, { actor });
    return true;
  });
}
