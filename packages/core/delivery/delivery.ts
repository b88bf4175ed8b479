// What a turn begins with: the items that waited for the agent, as one prompt. People and agents read the sentences,
// programs read the JSON block under each.

import type { TaskKind } from "../task/task.ts";

/** The call that something is the result of, as the agent made it. */
export type CallRef = { callKey: string; tool: string; input: Readonly<Record<string, unknown>> };

/** A result for a call that may stand open in the agent's own conversation. */
export type CallResult = CallRef & { result: unknown; isError: boolean };

type TaskResult = { taskId: string; name: string; status: string; summary: string | null };

/** A call of one of makima's tools with the result that was recorded for it. */
export type RecordedCall = {
  toolCallId: string;
  toolName: string;
  input: Readonly<Record<string, unknown>>;
  result: unknown;
  isError: boolean;
};

export type Delivery =
  | { kind: "goal"; text: string }
  | {
      kind: "answer";
      questionId: string;
      question: string;
      status: "answered" | "expired";
      response: string | readonly string[] | null;
      /** the call that asked; none where the asking was not a call of the agent */
      call?: CallRef;
    }
  | { kind: "results"; results: readonly TaskResult[]; call?: CallRef }
  | { kind: "message"; from: "person" | "supervisor"; text: string }
  | { kind: "phase"; oldPhase: string; newPhase: string; feedback: string | null; event: number }
  | { kind: "news"; results: readonly TaskResult[] }
  | {
      kind: "finding";
      taskId: string;
      name: string;
      severity: string;
      text: string;
      files: readonly string[];
    }
  | {
      kind: "notice";
      text: string;
      data: Readonly<Record<string, unknown>>;
      /** calls whose results the agent may never have seen */
      recorded: readonly RecordedCall[];
      /** calls that were open when the run ended, with the results that the conversation has for them now; the text names them */
      closed?: readonly CallResult[];
    }
  | { kind: "instruction"; text: string }
  /** the first words of a fork, before its goal */
  | { kind: "fork"; text: string; data: Readonly<Record<string, unknown>> };

export type DeliveryKind = Delivery["kind"];

/** Items that begin a turn whatever the task waits for; the others wait until no question of its own is open. */
export const beginsTurnAtOnce = (kind: DeliveryKind): boolean =>
  kind === "goal" || kind === "message" || kind === "phase" || kind === "instruction";

/** A notice alone never begins a turn: it is told with whatever does. */
export const beginsTurn = (kind: DeliveryKind): boolean => kind !== "notice";

const ROLES: Record<TaskKind, string> = {
  supervisor:
    "You are the supervisor of a contract. Plan the work, give it to tasks with spawn_task, wait for them with wait_for_tasks, look at their diffs, " +
    "merge what is good with merge_task, ask the person what only a person can decide with ask_question, and end with complete_contract. " +
    "When a tool answers that its result is pending, end your turn: your next turn begins with the result.",
  worker:
    "You are a worker with a worktree of your own. Do what the plan says, run the tests, and end with complete_task. What you leave in the " +
    "worktree is your result; you need not commit.",
  reviewer:
    "You are a reviewer. Read what you review, change nothing, report each fault with report_finding, and end with complete_task.",
};

/** The first words that an agent gets: what it is, and what it is to do. */
export const composeGoal = (task: {
  kind: TaskKind;
  taskName: string;
  contractName: string;
  plan: string;
}): string => `${ROLES[task.kind]}\n\nContract: ${task.contractName}\nTask: ${task.taskName}\n\n${task.plan}`;

/** A turn's prompt, and the same for an agent that can take results in the calls that asked for them; null where there are none. */
export type TurnWords = {
  prompt: string;
  injection: { results: CallResult[]; prompt: string | null } | null;
};

/** The prompt of a turn: every item in the order of its number. What an injection leaves to say tells nothing that its results tell. */
export function composeTurn(items: readonly Delivery[]): TurnWords {
  const prompt = composeItems(items);
  const results = resultsOf(items);
  if (results.length === 0) return { prompt, injection: null };
  const left = items.flatMap(withoutResults);
  return { prompt, injection: { results, prompt: left.length === 0 ? null : composeItems(left) } };
}

const composeItems = (items: readonly Delivery[]): string => items.map(composeItem).join("\n\n");

/** One for each call: what was waited for comes before what a run's end made of the call. */
function resultsOf(items: readonly Delivery[]): CallResult[] {
  const byCall = new Map<string, CallResult>();
  for (const item of items)
    if (item.kind === "notice")
      for (const each of [...(item.closed ?? []), ...item.recorded.map(asResult)])
        byCall.set(each.callKey, each);
  for (const item of items) {
    if (item.kind !== "answer" && item.kind !== "results") continue;
    if (item.call !== undefined)
      byCall.set(item.call.callKey, { ...item.call, result: resultOf(item), isError: false });
  }
  return [...byCall.values()];
}

const asResult = ({ toolCallId, toolName, input, result, isError }: RecordedCall): CallResult => ({
  callKey: toolCallId,
  tool: toolName,
  input,
  result,
  isError,
});

/** As the call itself would have been answered. */
function resultOf(item: Extract<Delivery, { kind: "answer" | "results" }>): Record<string, unknown> {
  if (item.kind === "results") return { status: "done", results: item.results };
  const { status, questionId, response } = item;
  return status === "answered" ? { status, questionId, response } : { status, questionId };
}

function withoutResults(item: Delivery): Delivery[] {
  if (item.kind === "notice") return [{ ...item, recorded: [] }];
  return (item.kind === "answer" || item.kind === "results") && item.call !== undefined ? [] : [item];
}

function composeItem(item: Delivery): string {
  switch (item.kind) {
    case "goal":
      return item.text;
    case "fork":
      return `${item.text}\n${block({ kind: "fork", ...item.data })}`;
    case "instruction":
      return `${item.text}\n${block({ kind: "message", from: "makima", text: item.text })}`;
    case "message":
      return item.from === "person"
        ? `${item.text}\n${block(item)}`
        : `Your supervisor writes:\n${quote(item.text)}\n${block(item)}`;
    case "answer":
      return `${answerSentence(item)}\n${block(withoutCall(item))}`;
    case "results":
      return `The tasks that you waited for have ended.\n${resultLines(item.results)}\n${block(withoutCall(item))}`;
    case "news":
      return `News of your tasks.\n${resultLines(item.results)}\n${block(item)}`;
    case "phase":
      return `A person moved the contract from ${item.oldPhase} to ${item.newPhase}.${item.feedback === null ? "" : `\n${quote(item.feedback)}`}\n${block(item)}`;
    case "finding":
      return `The reviewer reports (${item.severity}, task ${item.name}):\n${quote(item.text)}\n${block(item)}`;
    case "notice":
      return [
        item.text,
        block({ kind: "restoration", ...item.data }),
        ...(item.recorded.length === 0 ? [] : ["", "These calls were carried out; their results:"]),
        ...item.recorded.map(recordedBlock),
      ].join("\n");
  }
}

/** Which call it was is for programs that put the result there, not for what is said. */
const withoutCall = ({ call: _, ...told }: Extract<Delivery, { kind: "answer" | "results" }>): object => told;

const recordedBlock = ({ toolCallId, toolName, input, result, isError }: RecordedCall): string => {
  const status = isError ? "failed" : "completed";
  return block({ kind: "tool_call", toolCallId, toolName, input, status, output: result });
};

function answerSentence(item: Extract<Delivery, { kind: "answer" }>): string {
  if (item.status === "expired" || item.response === null)
    return `Nobody answered your question in time: ${item.question}`;
  const response = typeof item.response === "string" ? item.response : item.response.join(", ");
  return `Your question was answered: ${item.question}\n${quote(response)}`;
}

const resultLines = (results: readonly TaskResult[]): string =>
  results
    .map(
      ({ name, status, summary }) => `- ${name}: ${status}${summary === null ? "" : `\n${quote(summary)}`}`,
    )
    .join("\n");

/** Text of another agent or a person stands behind a mark, so that it cannot pass for makima's own words. */
const quote = (text: string): string =>
  text
    .split("\n")
    .map((line) => `> ${line}`)
    .join("\n");

const block = (data: unknown): string =>
  `\`\`\`json\n${JSON.stringify(data).replaceAll("`", "\\u0060")}\n\`\`\``;
