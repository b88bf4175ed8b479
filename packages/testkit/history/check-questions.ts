// Questions: each with one life under one id, and each answer heard once.
import { answersIn } from "../agent-log.ts";
import type { Check, Evidence } from "./evidence.ts";
import { repeated } from "./repeated.ts";
import { spoken } from "./spoken.ts";

type Question = Evidence["questions"][number];

/** Q1 */
export const everyQuestionExistsOnce: Check = ({ questions, events, calls, earlier }) => {
  const known = new Map(questions.map((question) => [question.id, question]));
  const named = events.flatMap(({ type, data }) =>
    type.startsWith("question.") ? [String(data["questionId"])] : [],
  );
  const asked = events
    .filter(({ type }) => type === "question.asked")
    .map(({ data }) => String(data["questionId"]));
  const asking = calls.flatMap(({ questionId, isAdopted }) =>
    questionId === null || isAdopted ? [] : [questionId],
  );
  return [
    ...[...new Set(named)]
      .filter((id) => !known.has(id))
      .map((id) => `the journal tells of question ${id}, which is not there`),
    ...questions
      .filter(({ id }) => !asked.includes(id))
      .map(({ id }) => `question ${id} was never asked, says the journal`),
    ...repeated(asked).map((id) => `question ${id} was asked twice, says the journal`),
    ...repeated(asking).map(
      (id) => `question ${id} was asked by two calls of which neither took the other's place`,
    ),
    ...earlier
      .flatMap((seen) => seen.questions)
      .filter(({ id, hash }) => known.get(id)?.hash !== hash)
      .map(({ id }) => `question ${id} is not what it was when it was asked`),
  ];
};

/** Q3 */
export const pendingQuestionsAreShown: Check = (evidence) =>
  evidence.supervisors.flatMap(({ contractId, taskId, pendingQuestions }) => {
    const open = evidence.questions.filter(
      (question) => question.taskId === taskId && question.status === "pending",
    );
    return open.length === pendingQuestions
      ? []
      : [
          `the supervisor of contract ${contractId} shows ${pendingQuestions} of ${open.length} open questions`,
        ];
  });

/** Q4 */
export const everyAnswerIsHeardOnce: Check = (evidence) =>
  evidence.questions.flatMap((question) => heardFaults(question, evidence));

function heardFaults(
  { id, taskId, questionType, isDelivered, response }: Question,
  { agentLog, modelAnswers, tasks }: Evidence,
): string[] {
  const ofThis = ({ questionId }: { questionId: string }): boolean => questionId === id;
  // Of a conversation that is told anew with each request the one in which it stands most often.
  const [byModel = []] = modelAnswers
    .map((list) => list.filter(ofThis))
    .toSorted((a, b) => b.length - a.length);
  const heard = [...answersIn(agentLog).filter(ofThis), ...byModel];
  if (heard.length > 1) return [`an agent heard the answer to question ${id} ${heard.length} times`];
  const isRetold = agentLog.some(({ kind, text }) => kind === "prompt" && text?.includes(id) === true);
  // What was on its way when the task was cancelled finds no agent any more.
  const isCutOff = tasks.some(
    ({ id: task, status }) => task === taskId && ["cancelled", "failed"].includes(status),
  );
  if (isDelivered && questionType === "general" && heard.length === 0 && !isRetold && !isCutOff)
    return [`no agent heard the answer to question ${id}`];
  const [other] = heard.filter((one) => spoken(one.response) !== spoken(response));
  return other === undefined
    ? []
    : [`the answer to question ${id} is ${spoken(response)}, and its agent heard ${spoken(other.response)}`];
}

/** Q7 */
export const answersReachTheirOwnAgent: Check = ({ deliveries, questions }) => {
  const askedBy = new Map(questions.map(({ id, taskId }) => [id, taskId]));
  return deliveries.flatMap(({ taskId, number, epoch, questionId }, place) => {
    // A message that a running turn was given does not wait for what the next one brings.
    const later = deliveries
      .slice(place + 1)
      .filter((one) => one.taskId === taskId && one.kind !== "steered");
    const isOvertaken = later.some((one) => epoch !== null && one.epoch !== null && one.epoch < epoch);
    const isAstray = questionId !== null && askedBy.get(questionId) !== taskId;
    return [
      ...(isOvertaken ? [`item ${number} of task ${taskId} reached an older run than a later item`] : []),
      ...(isAstray
        ? [`the answer to question ${questionId} went to task ${taskId}, which did not ask it`]
        : []),
    ];
  });
};

const ENDINGS = new Set(["answered", "withdrawn", "expired"]);

/** Q8: asked → (redelivered)* → one ending → delivered at most once, and as the row says. */
export const everyQuestionHasOneEnd: Check = ({ questions, events }) =>
  questions.flatMap(({ id, status, isDelivered }) => {
    const life = events
      .filter(({ type, data }) => type.startsWith("question.") && data["questionId"] === id)
      .map(({ type }) => type.replace("question.", ""))
      .filter((step) => step !== "redelivered");
    const wanted = ["asked", ...(ENDINGS.has(status) ? [status] : []), ...(isDelivered ? ["delivered"] : [])];
    return life.join() === wanted.join()
      ? []
      : [`question ${id} is ${status}, and its journal says ${life.join(", ")}`];
  });

/** Q9 */
export const answersComeInTheirOrder: Check = ({ events, deliveries }) => {
  const place = new Map(
    events
      .filter(({ type }) => type === "question.answered" || type === "question.expired")
      .map(({ data, number }) => [String(data["questionId"]), number]),
  );
  const told = deliveries.filter(({ epoch, questionId }) => epoch !== null && questionId !== null);
  return told.flatMap((one, index) => {
    const before = told.slice(0, index).findLast(({ taskId }) => taskId === one.taskId);
    const isLate = before !== undefined && placeOf(before) > placeOf(one);
    return isLate ? [`task ${one.taskId} heard the answer to ${one.questionId} behind a later one`] : [];
  });

  function placeOf({ questionId }: Evidence["deliveries"][number]): number {
    return place.get(questionId ?? "") ?? 0;
  }
};
