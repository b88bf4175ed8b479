// Answers a question, and where its agent is idle and waits for nothing else, begins its next turn in the same transaction: two round trips,
// of which the second is all writes and COMMIT. Everywhere else the reconcilers bring the answer. Why so: docs/adr/0012-*.md.
import { answerForAgent } from "@makima/core/question";
import type { AnswerBody, QuestionView } from "@makima/protocol/questions";
import type { Tx } from "../db/database.ts";
import { bell } from "../doorbell.ts";
import { type Actor, appendEvents, SERVER } from "../journal/journal.ts";
import {
  answerDelivered,
  answerWithin,
  decideResponse,
  type QuestionRow,
  showQuestion,
} from "../questions/questions.ts";
import { type Standing, writeSupervisor } from "../supervisors/supervisors.ts";
import { beginTurnAtOnce } from "../tasks/tasks.ts";
import type { Principal, World } from "../world.ts";
import { type Asked, holdAsked, type IdleAgent } from "./hold-asked.ts";
import { refOf } from "./reader.ts";
import { END_WAIT } from "./writer.ts";

type Given = { params: { id: string }; body: AnswerBody };

/** Throws NOT_FOUND, VALIDATION, ALREADY_ANSWERED (with the winner in `details`), QUESTION_EXPIRED or QUESTION_WITHDRAWN. */
export const giveAnswer = (world: World, principal: Principal, given: Given): Promise<QuestionView> =>
  world.db.transaction(async (tx) => {
    const asked = await holdAsked(tx, { ownerId: principal.ownerId, questionId: given.params.id });
    if (asked === null || asked.idle === null || !isPlain(asked.question))
      return answerWithin(tx, { world, principal, given });
    return goOn(tx, { world, principal, asked, idle: asked.idle, answer: given.body });
  });

/** Its answer is text for its agent and carries out nothing else. */
const isPlain = ({ questionType, purpose }: QuestionRow): boolean =>
  questionType === "general" && purpose === null;

type GoingOn = { world: World; principal: Principal; asked: Asked; idle: IdleAgent; answer: AnswerBody };

async function goOn(tx: Tx, { world, principal, asked, idle, answer }: GoingOn): Promise<QuestionView> {
  const { question, supervisor } = asked;
  const { ownerId, contractId } = question;
  const actor: Actor = { kind: "person", id: principal.keyId };
  const response = decideResponse({ ...asked, answer });
  const { answered, delivered } = answerDelivered(tx, { ...idle, question, response, actor, at: asked.at });
  tx.send(END_WAIT, [ownerId, idle.waitId, "satisfied"]);
  const begun = await beginTurnAtOnce(tx, turnWith({ world, question, idle, response }));
  const told = supervisor === null ? [] : saveTurn(tx, { asked, supervisor });
  const events = [answered, begun, delivered, ...told];
  await appendEvents(tx, question, events);
  // The turn has begun, so of all reconcilers only the one of the feed has something to do: all of them ask the database a dozen times, in
  // the very moment in which daemon and agent want the processor.
  tx.onCommit(() => world.doorbell.ring(bell.events, bell.contract(contractId), bell.task(question.taskId)));
  return showQuestion({
    ...question,
    status: "answered",
    response,
    answeredBy: principal.keyId,
    answeredAt: asked.now,
    deliveredAt: asked.now,
    lastEvent: question.lastEvent + events.length,
  });
}

function turnWith({
  world,
  question,
  idle,
  response,
}: {
  world: World;
  question: QuestionRow;
  idle: IdleAgent;
  response: string | string[];
}): Parameters<typeof beginTurnAtOnce>[1] {
  return {
    ...idle,
    world,
    ownerId: question.ownerId,
    taskId: question.taskId,
    turn: idle.turn + 1,
    contract: {
      id: question.contractId,
      phase: question.phase,
      branch: idle.branch,
      branchCommit: idle.branchCommit,
      homeId: idle.homeId,
    },
    item: {
      kind: "answer",
      questionId: question.id,
      question: question.question,
      status: "answered",
      response: answerForAgent({ ...question, response }),
      ...refOf(idle.call),
    },
  };
}

/** What the supervisor is from now on. A worker's turn changes nothing of it but its last activity. */
function saveTurn(
  tx: Tx,
  { asked, supervisor }: { asked: Asked; supervisor: Standing },
): ReturnType<typeof writeSupervisor> {
  const of = asked.question;
  if (of.taskId !== supervisor.taskId)
    return writeSupervisor(tx, of, { before: supervisor, change: { actor: SERVER } });
  const facts = {
    ...supervisor.facts,
    taskStatus: "running" as const,
    pendingQuestions: supervisor.facts.pendingQuestions - 1,
  };
  const before = { ...supervisor, facts, pendingQuestions: supervisor.pendingQuestions - 1 };
  return writeSupervisor(tx, of, { before, change: { actor: SERVER, activity: "Resumed after an answer" } });
}
