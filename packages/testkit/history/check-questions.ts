// Questions: each with one life under one id, and each answer heard once.
import { answersIn } from "../agent-log.ts";
import type { Evidence } from "./evidence.ts";

type Question = Evidence["questions"][number];

export function checkQuestions(evidence: Evidence): string[] {
  const { questions, events } = evidence;
  const known = new Set(questions.map(({ id }) => id));
  const named = events.flatMap(({ type, data }) =>
    type.startsWith("question.") ? [String(data["questionId"])] : [],
  );
  return [
    ...[...new Set(named)]
      .filter((id) => !known.has(id))
      .map((id) => `Q1: the journal tells of question ${id}, which is not there`),
    ...questions.flatMap((question) => [
      ...checkLife(question, evidence),
      ...checkHearing(question, evidence),
    ]),
    ...checkOrder(evidence),
  ];
}

const ENDINGS = new Set(["answered", "withdrawn", "expired"]);

/** asked → (redelivered)* → one ending → delivered at most once, and as the row says. */
function checkLife({ id, status, isDelivered }: Question, { events }: Evidence): string[] {
  const life = events
    .filter(({ type, data }) => type.startsWith("question.") && data["questionId"] === id)
    .map(({ type }) => type.replace("question.", ""))
    .filter((step) => step !== "redelivered");
  const wanted = ["asked", ...(ENDINGS.has(status) ? [status] : []), ...(isDelivered ? ["delivered"] : [])];
  if (life.join() === wanted.join()) return [];
  const code = life.filter((step) => step === "asked").length === 1 ? "Q8" : "Q1";
  return [`${code}: question ${id} is ${status}, and its journal says ${life.join(", ")}`];
}

function checkHearing(
  { id, questionType, isDelivered, response }: Question,
  { agentLog }: Evidence,
): string[] {
  const heard = answersIn(agentLog).filter(({ questionId }) => questionId === id);
  if (heard.length > 1) return [`Q4: an agent heard the answer to question ${id} ${heard.length} times`];
  const isRetold = agentLog.some(({ kind, text }) => kind === "prompt" && text?.includes(id) === true);
  if (isDelivered && questionType === "general" && heard.length === 0 && !isRetold)
    return [`Q4: no agent heard the answer to question ${id}`];
  const [other] = heard.filter((one) => spoken(one.response) !== spoken(response));
  return other === undefined
    ? []
    : [
        `Q4: the answer to question ${id} is ${spoken(response)}, and its agent heard ${spoken(other.response)}`,
      ];
}

/** One choice of a list is told as itself. */
function spoken(response: unknown): string {
  const said: unknown = Array.isArray(response) && response.length === 1 ? response[0] : response;
  return JSON.stringify(said);
}

function checkOrder({ deliveries }: Evidence): string[] {
  return deliveries.flatMap(({ taskId, number, epoch }, place) => {
    const later = deliveries.slice(place + 1).filter((one) => one.taskId === taskId);
    const overtaken = later.some((one) => epoch !== null && one.epoch !== null && one.epoch < epoch);
    return overtaken ? [`Q7: item ${number} of task ${taskId} reached an older run than a later item`] : [];
  });
}
