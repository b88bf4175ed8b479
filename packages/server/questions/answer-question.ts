// Answers a question. The first answer that fits wins; a guarded change is made in the answer's own transaction.
import { decidePhase } from "@makima/core/contract";
import type { TaskStatus } from "@makima/core/task";
import { Refusal } from "@makima/protocol/errors";
import type { AnswerBody, QuestionView } from "@makima/protocol/questions";
import { z } from "zod";
import { type ContractRow, lockContract, moveContract, setPhase } from "../contracts/contracts.ts";
import { statement, type Tx } from "../db/database.ts";
import { bell } from "../doorbell.ts";
import { type Actor, appendEvents } from "../journal/journal.ts";
import { makeRule } from "../rules/rules.ts";
import { saveSupervisor } from "../supervisors/supervisors.ts";
import type { Principal, World } from "../world.ts";
import { answeredEvent, decideResponse } from "./decide-response.ts";
import { type QuestionRow, readQuestion, showQuestion } from "./reader.ts";
import { SET_ANSWER } from "./writer.ts";

const MOMENT = statement(
  "moment-of-answer",
  "select app_now()::text as at, (select status from task where owner_id = $1 and id = $2) as status",
);
type Moment = { at: string; status: TaskStatus | null };

type Given = { params: { id: string }; body: AnswerBody };

/** Throws NOT_FOUND, VALIDATION, ALREADY_ANSWERED (with the winner in `details`), QUESTION_EXPIRED or QUESTION_WITHDRAWN. */
export const answerQuestion = (world: World, principal: Principal, given: Given): Promise<QuestionView> =>
  world.db.transaction((tx) => answerWithin(tx, { world, principal, given }));

/** The same within another's transaction. */
export async function answerWithin(
  tx: Tx,
  by: { world: World; principal: Principal; given: Given },
): Promise<QuestionView> {
  const { world, principal, given } = by;
  const { ownerId, keyId } = principal;
  const { id } = given.params;
  const actor: Actor = { kind: "person", id: keyId };
  const found = existing(await readQuestion(tx, { ownerId, questionId: id }));
  // The contract's lock comes first: of two answers to two questions, the second sees the first as given.
  const [contract, asked, moment] = await Promise.all([
    lockContract(tx, { ownerId, contractId: found.contractId }),
    readQuestion(tx, { ownerId, questionId: id }),
    tx.row<Moment>(MOMENT, [ownerId, found.taskId]),
  ]);
  const question = existing(asked);
  const standing = { contractStatus: contract.status, taskStatus: moment?.status ?? null };
  const response = decideResponse({ ...standing, question, answer: given.body });
  tx.send(SET_ANSWER, [ownerId, id, JSON.stringify(response), keyId, moment?.at, false]);
  await appendEvents(tx, question, [answeredEvent({ question, response, actor })]);
  const shown = await carryOut(tx, { world, contract, question, response, actor });
  const isOwn = question.taskId === contract.supervisorTaskId;
  const resumed = isOwn ? { resumed: "Resumed after an answer" } : {};
  await saveSupervisor(tx, question, { actor, ...(shown ?? resumed) });
  tx.onCommit(() =>
    world.doorbell.ring(bell.work, bell.contract(question.contractId), bell.task(question.taskId)),
  );
  return showQuestion(existing(await readQuestion(tx, { ownerId, questionId: id })));
}

function existing(question: QuestionRow | null): QuestionRow {
  if (question === null) throw new Refusal("NOT_FOUND", "there is no such question");
  return question;
}

/** The change that a confirmation guards. `revise` and free text change nothing: they reach the agent as its answer. */
const guarded = z.union([
  z.object({ change: z.literal("phase"), phase: z.string(), summary: z.string().optional() }),
  z.object({ change: z.literal("complete"), summary: z.string().optional() }),
]);

const permission = z.object({
  always: z.object({
    choice: z.string(),
    pattern: z.object({
      tool: z.string().nullable(),
      command: z.string().nullable(),
      path: z.string().nullable(),
    }),
  }),
});

/** "Always for this contract" is a rule from the moment of the answer on, whether or not its agent still waits for it. */
async function makeOwnRule(tx: Tx, { world, contract, question, response, actor }: Carried): Promise<void> {
  const purpose = permission.safeParse(question.purpose);
  if (!purpose.success || [response].flat()[0] !== purpose.data.always.choice) return;
  await makeRule(tx, {
    ownerId: question.ownerId,
    id: world.ids.next(),
    contractId: contract.id,
    effect: "allow",
    pattern: purpose.data.always.pattern,
    questionId: question.id,
    actor,
  });
}

type Carried = {
  world: World;
  contract: ContractRow;
  question: QuestionRow;
  response: string | string[];
  actor: Actor;
};

/** Gives what the supervisor shows from now on, null when the answer changed nothing. */
async function carryOut(
  tx: Tx,
  { world, contract, question, response, actor }: Carried,
): Promise<{ activity: string; progress?: number } | null> {
  await makeOwnRule(tx, { world, contract, question, response, actor });
  const purpose = guarded.safeParse(question.purpose);
  const isConfirmed = response === "confirm" || (Array.isArray(response) && response[0] === "confirm");
  if (!purpose.success || !isConfirmed) return null;
  const data = { summary: purpose.data.summary ?? "", questionId: question.id };
  if (purpose.data.change === "complete") {
    await moveContract(tx, { contract, command: "complete", actor, data });
    return { activity: "The contract is complete", progress: 100 };
  }
  const decision = decidePhase(contract, purpose.data.phase);
  // A person moved the phase while the question stood: the confirmation has nothing left to do.
  if (!decision.ok) return null;
  await setPhase(tx, { contract, phase: decision.phase, actor, data });
  return { activity: `Phase changed to ${decision.phase}` };
}
