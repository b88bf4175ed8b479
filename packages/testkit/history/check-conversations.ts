// Histories: whole, in one order, only growing, each tool call with its one result, and each follower told all of it.
import { isTaskOver } from "@makima/core/task";
import type { Spooled } from "@makima/protocol/mesh";
import type { Check, Evidence } from "./evidence.ts";
import { repeated } from "./repeated.ts";
import { spoken } from "./spoken.ts";

type Message = Evidence["messages"][number];

/** H1 */
export const numbersHaveNoGap: Check = ({ contracts, events, tasks, messages }) => [
  ...contracts.flatMap(({ id }) => {
    const numbers = events.filter(({ contractId }) => contractId === id).map(({ number }) => number);
    return isWhole(numbers) ? [] : [`the journal of contract ${id} is numbered ${numbers.join(" ")}`];
  }),
  ...tasks.flatMap(({ id }) => {
    const numbers = messages.filter(({ taskId }) => taskId === id).map(({ seq }) => seq);
    return isWhole(numbers) ? [] : [`the messages of task ${id} are numbered ${numbers.join(" ")}`];
  }),
];

const isWhole = (numbers: readonly number[]): boolean =>
  numbers.every((number, place) => number === place + 1);

/** H2 */
export const doublesAreStoredOnce: Check = ({ messages }) =>
  repeated(
    messages.flatMap(({ taskId, epoch, source }) =>
      source === null ? [] : [`${taskId}/${epoch}/${source}`],
    ),
  ).map((name) => `message ${name} is stored twice`);

/** H3 */
export const historyOnlyGrows: Check = ({ earlier, events, messages }) => {
  const now = new Set([
    ...events.map(({ contractId, number, hash }) => `event ${number} of ${contractId}: ${hash}`),
    ...messages.map(({ taskId, seq, hash }) => `message ${seq} of ${taskId}: ${hash}`),
  ]);
  return earlier
    .flatMap((seen) => [
      ...seen.events.map(({ contractId, number, hash }) => `event ${number} of ${contractId}: ${hash}`),
      ...seen.messages.map(({ taskId, seq, hash }) => `message ${seq} of ${taskId}: ${hash}`),
    ])
    .filter((name) => !now.has(name))
    .map((name) => `what was seen earlier is not there any more, or not the same: ${name}`);
};

/** H4 */
export const everyCallHasOneResult: Check = ({ tasks, messages, calls, runs }) => {
  const live = new Set(runs.filter(({ isLive }) => isLive).map(({ taskId }) => taskId));
  return [
    ...tasks.flatMap(({ id, status }) =>
      pairFaults(id, {
        messages: messages.filter(({ taskId }) => taskId === id),
        isUnderWay: status === "running" || status === "interrupted",
      }),
    ),
    ...calls
      .filter(({ taskId, status }) => status === "open" && !live.has(taskId))
      .map(({ taskId, callKey }) => `call ${callKey} of task ${taskId} is open, and nobody makes it`),
  ];
};

function pairFaults(
  taskId: string,
  { messages, isUnderWay }: { messages: readonly Message[]; isUnderWay: boolean },
): string[] {
  const ids = new Set(messages.flatMap(({ toolCallId }) => toolCallId ?? []));
  return [...ids].flatMap((id) => {
    const roles = messages.filter(({ toolCallId }) => toolCallId === id).map(({ role }) => role);
    const said = roles.join(", ");
    if (said === "tool_call, tool_result" || (said === "tool_call" && isUnderWay)) return [];
    return [`tool call ${id} of task ${taskId} stands in its conversation as: ${said}`];
  });
}

/** H5: what a daemon has in its spool is stored, unless a newer run had begun by then; at rest nothing in it is open. */
export const spoolsAreStored: Check = ({ spools, messages, calls, questions, runs, tasks }) => {
  const stored = new Set([
    ...messages.map(({ taskId, epoch, source }) => `message ${taskId}/${epoch}/${source}`),
    ...calls.map(({ taskId, epoch, callKey }) => `call ${taskId}/${epoch}/${callKey}`),
  ]);
  const newest = new Map(runs.map(({ taskId, epoch }) => [taskId, epoch]));
  const ended = new Set([
    ...tasks.filter(({ status }) => status === "cancelled" || status === "failed").map(({ id }) => id),
    ...questions.filter(isConfirmation).map(({ taskId }) => taskId),
  ]);
  const isAtRest = tasks.length > 0 && tasks.every(({ status }) => isTaskOver(status));
  return spools.flatMap(({ daemonId, records, open }) => [
    ...records
      .filter((record) => "epoch" in record && record.epoch === newest.get(record.taskId))
      // A task that others have ended takes no more calls, whenever they were made.
      .filter((record) => record.kind !== "tool_call" || !ended.has(record.taskId))
      .flatMap(namesOf)
      .filter((name) => !stored.has(name))
      .map((name) => `daemon ${daemonId} has in its spool what is stored nowhere: ${name}`),
    ...(isAtRest && open !== undefined && open > 0
      ? [`daemon ${daemonId} still has ${open} records that were not acknowledged`]
      : []),
  ]);
};

/** A person has ended the contract, and its supervisor with it. */
const isConfirmation = ({ questionType, response }: Evidence["questions"][number]): boolean =>
  questionType === "contract_complete" && response === "confirm";

function namesOf(record: Spooled["record"]): string[] {
  if (record.kind === "tool_call") return [`call ${record.taskId}/${record.epoch}/${record.callKey}`];
  if (record.kind !== "messages") return [];
  return record.messages.map(({ source }) => `message ${record.taskId}/${record.epoch}/${source}`);
}

/** H8: whatever the clocks say, nothing is told before what it comes from. */
export const causesComeBeforeEffects: Check = ({ events }) => {
  const places = new Map<string, number>();
  const faults: string[] = [];
  for (const event of events) {
    const { contractId, number } = event;
    for (const cause of causesOf(event)) {
      if (!places.has(cause))
        faults.push(`event ${number} of contract ${contractId} (${event.type}) comes before ${cause}`);
    }
    for (const name of namesOfEvent(event)) places.set(name, number);
  }
  return faults;
};

type Event = Evidence["events"][number];

const namesOfEvent = ({ type, taskId, data }: Event): string[] => [
  `${type} of ${typeof data["questionId"] === "string" ? data["questionId"] : taskId}`,
  `${type} of ${taskId}/${String(data["epoch"])}`,
];

function causesOf({ type, taskId, data }: Event): string[] {
  const question = String(data["questionId"]);
  const run = `${taskId}/${String(data["epoch"])}`;
  switch (type) {
    case "question.answered":
    case "question.redelivered":
    case "question.withdrawn":
    case "question.expired":
    case "question.delivered":
      return [`question.asked of ${question}`];
    case "run.begun":
      return Number(data["epoch"]) > 1 ? [`run.begun of ${taskId}/1`] : [`task.spawned of ${taskId}`];
    case "run.ended":
      return [`run.begun of ${run}`];
    case "task.merged":
      return [`task.done of ${taskId}`];
    default:
      return [];
  }
}

/** H9: each stream is ordered, without doubles or gaps, over all of its connections, up to the end. */
export const streamsMissNothing: Check = ({ streams, events }) =>
  streams.flatMap(({ topic, contractId, numbers, resumes }) => {
    const last = events.findLast((event) => event.contractId === contractId)?.number ?? 0;
    const isOrdered = numbers.every(
      (number, place) => place === 0 || number === (numbers[place - 1] ?? 0) + 1,
    );
    const isWholeToTheEnd = numbers.length === 0 || numbers.at(-1) === last;
    return [
      ...(isOrdered ? [] : [`the stream of ${topic} told events ${numbers.join(" ")}`]),
      ...(isWholeToTheEnd
        ? []
        : [`the stream of ${topic} ended with event ${numbers.at(-1)}, and there are ${last}`]),
      ...resumes
        .filter(({ after, first }) => first !== null && first !== after + 1)
        .map(
          ({ after, first }) => `the stream of ${topic} came back behind event ${after} with event ${first}`,
        ),
    ];
  });

/** H10 */
export const snapshotAndStreamAreTheState: Check = ({ models }) =>
  models
    .filter(({ built, api }) => spoken(built) !== spoken(api))
    .map(({ what, built, api }) => `${what} was built as ${spoken(built)}, and the API says ${spoken(api)}`);
