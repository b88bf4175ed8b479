// What callers were told, beside what is there: an acknowledged write is kept, a lost answer is whole or nothing, and the first one wins.
import { isTaskOver } from "@makima/core/task";
import type { Check, ClientCall, Evidence } from "./evidence.ts";
import { spoken } from "./spoken.ts";

/** Q2: an answer is a register that is written once. */
export const theFirstAnswerWins: Check = ({ clients, questions, events }) => [
  ...questions.flatMap(({ id, response }) =>
    writeOnceFaults(
      clients.filter(({ does, about }) => does === "answerQuestion" && about === id),
      response,
    ).map((fault) => `question ${id}: ${fault}`),
  ),
  ...questions
    .filter(({ id }) => eventsOf(events, "question.answered", id).length > 1)
    .map(({ id }) => `question ${id} was answered twice`),
];

/**
 * Faults of a register that takes one write. A write whose outcome is unknown may have happened at any time after its beginning, or never.
 *
 * @param stored what it holds at the end; null: nothing
 */
function writeOnceFaults(calls: readonly ClientCall[], stored: unknown): string[] {
  const won = calls.filter(({ outcome }) => outcome === "ok");
  const lost = calls.filter(({ code }) => code === "ALREADY_ANSWERED");
  const candidates = calls.filter(({ outcome }) => outcome !== "fail");
  const winners = new Set(won.map(({ key }) => key));
  const isExplained =
    stored === null || calls.length === 0 || candidates.some(({ value }) => isSame(value, stored));
  return [
    ...(winners.size > 1 ? [`${winners.size} writers were told that theirs is the one`] : []),
    ...won
      .filter(({ value }) => !isSame(value, stored))
      .map(({ value }) => `${spoken(value)} was acknowledged, and ${spoken(stored)} is stored`),
    ...(isExplained ? [] : [`${spoken(stored)} is stored, and nobody wrote it`]),
    ...lost
      .filter(({ answer }) => !isSame(answer, stored))
      .map(({ answer }) => `a loser was told ${spoken(answer)}, and ${spoken(stored)} is stored`),
    ...lost.flatMap((loser) => {
      const isTooEarly = !candidates.some(({ invokedAt }) => invokedAt < loser.endedAt);
      return isTooEarly ? [`${spoken(loser.value)} lost before anybody had begun to write`] : [];
    }),
    ...won.flatMap((winner) =>
      lost.some(
        ({ endedAt, key }) =>
          endedAt < winner.invokedAt && key !== winner.key && !others(candidates, winner, endedAt),
      )
        ? [`${spoken(winner.value)} won after somebody had lost against nobody`]
        : [],
    ),
  ];
}

/** Whether somebody else's write of the same value may have been the one before this time. */
const others = (candidates: readonly ClientCall[], winner: ClientCall, endedAt: number): boolean =>
  candidates.some((one) => one !== winner && one.invokedAt < endedAt && isSame(one.value, winner.value));

const isSame = (one: unknown, other: unknown): boolean => spoken(one) === spoken(other);

/** Q5 */
export const acknowledgedAnswersAreKept: Check = ({ clients, questions }) =>
  clients
    .filter(({ does, outcome }) => does === "answerQuestion" && outcome === "ok")
    .flatMap(({ about, value }) => {
      const question = questions.find(({ id }) => id === about);
      if (question?.status !== "answered")
        return [
          `the answer to question ${about} was acknowledged, and it is ${question?.status ?? "not there"}`,
        ];
      return isSame(question.response, value)
        ? []
        : [`question ${about} holds another answer than the one acknowledged`];
    });

/** Q6 */
export const lostRepliesLeaveAllOrNothing: Check = (evidence) => {
  const over = new Set(evidence.tasks.filter(({ status }) => isTaskOver(status)).map(({ id }) => id));
  return evidence.clients
    .filter(({ does, outcome }) => does === "answerQuestion" && outcome === "unknown")
    .flatMap(({ about }) => {
      const question = evidence.questions.find(({ id }) => id === about);
      if (question === undefined) return [];
      const isTold = eventsOf(evidence.events, "question.answered", about).length > 0;
      const isAnswered = question.status === "answered";
      return [
        ...(isTold === isAnswered
          ? []
          : [`question ${about} is ${question.status}, and its journal says otherwise`]),
        ...(isAnswered && !question.isDelivered && !over.has(question.taskId)
          ? [`question ${about} has its answer, and its agent was never told`]
          : []),
      ];
    });
};

/** T6 */
export const cancelHasOneOutcome: Check = ({ clients, tasks, daemonSteps }) => {
  const running = processesLeft(daemonSteps.flatMap(({ steps }) => steps));
  return clients
    .filter(({ does }) => does === "cancelTask")
    .flatMap(({ about, outcome, code }) => {
      const status = tasks.find(({ id }) => id === about)?.status;
      const isLie =
        (outcome === "ok" && status !== "cancelled") ||
        (code === "TASK_FINISHED" && (status === undefined || !isTaskOver(status)));
      return [
        ...(isLie
          ? [`a caller was told ${code ?? outcome} for the cancelling of task ${about}, which is ${status}`]
          : []),
        ...(status === "cancelled" && running.has(about)
          ? [`task ${about} is cancelled, and its process lives`]
          : []),
      ];
    });
};

function processesLeft(steps: Evidence["daemonSteps"][number]["steps"]): Set<string> {
  const left = new Set<string>();
  for (const step of steps) {
    if (step.kind === "booted") left.clear();
    if (step.kind === "process_started") left.add(step.taskId);
    if (step.kind === "process_ended") left.delete(step.taskId);
  }
  return left;
}

/** The event that tells of a person's act, and the field of it that names what the act was about. */
const TOLD_BY: Readonly<Record<string, readonly [type: string, field: "questionId" | "contract" | "task"]>> =
  {
    answerQuestion: ["question.answered", "questionId"],
    createContract: ["contract.created", "contract"],
    startContract: ["contract.started", "contract"],
    pauseContract: ["contract.paused", "contract"],
    cancelContract: ["contract.cancelled", "contract"],
    changePhase: ["phase.changed", "contract"],
    messageTask: ["task.messaged", "task"],
    cancelTask: ["task.cancelled", "task"],
  };

/** S12 */
export const nothingThatAPersonDidIsLost: Check = ({ clients, events }) =>
  clients
    .filter(({ outcome }) => outcome === "ok")
    .flatMap(({ does, about }) => {
      const [type, field] = TOLD_BY[does] ?? [];
      if (type === undefined) return [];
      const isTold = events.some((event) => {
        const names = {
          questionId: event.data["questionId"],
          contract: event.contractId,
          task: event.taskId,
        };
        return event.type === type && field !== undefined && names[field] === about;
      });
      return isTold ? [] : [`${does} of ${about} was acknowledged, and no ${type} tells of it`];
    });

/** O1 */
export const theSameKeyIsTheSameWrite: Check = ({ replays, clients }) => [
  ...replays
    .filter(({ first, again }) => !isSame(first, again))
    .map(({ does, key }) => `${does} with key ${key} was answered differently the second time`),
  ...replays.flatMap(({ does, changed }) =>
    changed.map((what) => `${does}, sent once more, changed ${what}`),
  ),
  ...clients.flatMap((one, place) =>
    clients
      .slice(place + 1)
      .some((other) => other.key === one.key && other.does === one.does && areAtOdds(one, other))
      ? [`${one.does} with key ${one.key} had two answers`]
      : [],
  ),
];

const areAtOdds = (one: ClientCall, other: ClientCall): boolean =>
  one.outcome === "ok" && other.outcome === "ok" && !isSame(one.answer, other.answer);

/** O2 */
export const whatIsAwayIsSaidHonestly: Check = ({ health, clients }) => [
  ...health
    .filter((one) => one.while !== "all is well" && one.answered === 200)
    .map((one) => `the server said that it is ready while ${one.while}`),
  ...health
    .slice(-1)
    .flatMap((last) => (last.answered === 200 ? [] : [`at the end the server answered ${last.answered}`])),
  ...clients
    .filter(({ code }) => code === "INTERNAL")
    .map(({ does, about }) => `${does} of ${about} was answered INTERNAL`),
];

const eventsOf = (events: Evidence["events"], type: string, questionId: string): Evidence["events"] =>
  events.filter((event) => event.type === type && event.data["questionId"] === questionId);
