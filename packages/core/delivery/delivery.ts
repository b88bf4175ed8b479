// What a turn begins with: the items that waited for the agent, as one prompt. People and agents read the sentences,
// programs read the JSON block under each.

export type TaskResult = { taskId: string; name: string; status: string; summary: string | null };

export type Delivery =
  | { kind: "goal"; text: string }
  | {
      kind: "answer";
      questionId: string;
      question: string;
      status: "answered" | "expired";
      response: string | readonly string[] | null;
    }
  | { kind: "results"; results: readonly TaskResult[] }
  | { kind: "message"; from: "person" | "supervisor"; text: string }
  | { kind: "phase"; oldPhase: string; newPhase: string; feedback: string | null }
  | { kind: "news"; results: readonly TaskResult[] }
  | {
      kind: "finding";
      taskId: string;
      name: string;
      severity: string;
      text: string;
      files: readonly string[];
    }
  | { kind: "notice"; text: string; data: Readonly<Record<string, unknown>> }
  | { kind: "instruction"; text: string };

export type DeliveryKind = Delivery["kind"];

/** Items that begin a turn whatever the task waits for; the others wait until no question of its own is open. */
export const beginsTurnAtOnce = (kind: DeliveryKind): boolean =>
  kind === "goal" || kind === "message" || kind === "phase" || kind === "instruction";

/** A notice alone never begins a turn: it is told with whatever does. */
export const beginsTurn = (kind: DeliveryKind): boolean => kind !== "notice";

/** The prompt of a turn: every item in the order of its number. */
export const composeTurn = (items: readonly Delivery[]): string => items.map(composeItem).join("\n\n");

function composeItem(item: Delivery): string {
  switch (item.kind) {
    case "goal":
    case "instruction":
      return item.text;
    case "message":
      return item.from === "person"
        ? item.text
        : `Your supervisor writes:\n${quote(item.text)}\n${block(item)}`;
    case "answer":
      return `${answerSentence(item)}\n${block(item)}`;
    case "results":
      return `The tasks that you waited for have ended.\n${resultLines(item.results)}\n${block(item)}`;
    case "news":
      return `News of your tasks.\n${resultLines(item.results)}\n${block(item)}`;
    case "phase":
      return `A person moved the contract from ${item.oldPhase} to ${item.newPhase}.${item.feedback === null ? "" : `\n${quote(item.feedback)}`}\n${block(item)}`;
    case "finding":
      return `The reviewer reports (${item.severity}, task ${item.name}):\n${quote(item.text)}\n${block(item)}`;
    case "notice":
      return `${item.text}\n${block({ kind: "restoration", ...item.data })}`;
  }
}

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
