// An agent's own request for permission is answered by a rule, or becomes a question that survives everything but the run that asked.
import { type PermissionRequest, type RulePattern, suggestRule } from "@makima/core/rule";
import { statement } from "../db/database.ts";
import { askQuestion } from "../questions/questions.ts";
import { saveSupervisor } from "../supervisors/supervisors.ts";
import { type HeldRun, withRun } from "../tasks/tasks.ts";
import type { World } from "../world.ts";
import { judgePermission, optionOf, type Permission, requestOf } from "./judge-permission.ts";
import { INSERT_WAIT } from "./writer.ts";

const KNOWN = statement(
  "known-permission",
  `select 1 as one where exists (select 1 from question where owner_id = $1 and task_id = $2 and question_type = 'permission'
       and purpose ->> 'permission' = $3 and (purpose ->> 'epoch')::bigint = $4)
     or exists (select 1 from command where owner_id = $1 and task_id = $2 and epoch = $4 and kind = 'permission_answer'
       and payload ->> 'requestKey' = $3)`,
);

/** Gives false when the run is over, not the present one, or another daemon's. The same request again is the same question. */
export function askPermission(
  world: World,
  from: { ownerId: string; daemonId: string; record: Permission },
): Promise<boolean> {
  const { ownerId, record } = from;
  return withRun(world, from, async (held) => {
    const { tx, task, run } = held;
    if (run.status === "ended") return false;
    if ((await tx.row(KNOWN, [ownerId, task.id, record.requestKey, record.epoch])) !== null) return true;
    const asked = { held, record };
    const request = await requestOf(tx, asked);
    if (!(await judgePermission(world, asked, request))) await askPerson(world, asked, request);
    return true;
  });
}

async function askPerson(
  world: World,
  { held, record }: { held: HeldRun; record: Permission },
  request: PermissionRequest,
): Promise<void> {
  const { tx, contract, task, run } = held;
  const { ownerId } = task;
  const questionId = world.ids.next();
  const actor = { kind: "agent" as const, id: task.id };
  const always = offerAlways(record, request);
  const options = [...record.options, ...(always === null ? [] : [always.option])];
  await askQuestion(tx, {
    ownerId,
    contractId: contract.id,
    taskId: task.id,
    epoch: record.epoch,
    id: questionId,
    question: `May ${task.name} do this? ${record.title}`.slice(0, 16_000).toWellFormed(),
    choices: options.map(({ name }) => name),
    choicesOnly: true,
    multiSelect: false,
    context: JSON.stringify(record.input ?? null),
    questionType: "permission",
    expiresInSeconds: null,
    purpose: {
      permission: record.requestKey,
      epoch: record.epoch,
      turn: run.turn,
      options,
      ...(always === null ? {} : { always: { choice: always.option.name, pattern: always.pattern } }),
    },
    actor,
    phase: contract.phase,
  });
  tx.send(INSERT_WAIT, [ownerId, world.ids.next(), task.id, "question", null, questionId, [], null]);
  await saveSupervisor(tx, { ownerId, contractId: contract.id }, { actor });
}

const MAX_CHOICE_LENGTH = 300;

/** A choice that allows it now, and makes the rule that allows the same from now on. Null where no rule could say it. */
function offerAlways(
  record: Permission,
  request: PermissionRequest,
): { option: Permission["options"][number]; pattern: RulePattern } | null {
  const id = optionOf(record, "allow");
  const suggestion = suggestRule(request);
  if (id === null || suggestion === null) return null;
  const name = `Always for this contract: ${suggestion.label}`;
  const isUsed = record.options.some((option) => option.name === name);
  if (isUsed || name.length > MAX_CHOICE_LENGTH) return null;
  return { option: { id, name, kind: "allow_once" }, pattern: suggestion.pattern };
}
