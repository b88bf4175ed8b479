// What an agent is told after its run ended without consent, and how a conversation is given back to one that cannot load its own.
import type { RestorationSource } from "../supervisor/supervisor.ts";

export type InFlight = {
  toolCallId: string;
  toolName: string;
  outcome: "not executed" | "outcome unknown" | "recorded";
};
export type OpenQuestion = { questionId: string; question: string };
export type TaskStanding = { taskId: string; name: string; status: string; awaited: boolean };

export type NoticeFacts = {
  /** which restoration of this task it is, counted from 1 */
  number: number;
  source: RestorationSource;
  /** ISO 8601 */
  interruptedAt: string;
  plan: string;
  inFlight: readonly InFlight[];
  openQuestions: readonly OpenQuestion[];
  tasks: readonly TaskStanding[];
  warnings: readonly string[];
};

const WHY: Record<RestorationSource, string> = {
  daemon_restart: "the program that ran you was restarted",
  task_reassignment: "the machine that ran you went away, and you go on here",
  server_restart: "makima's server and daemon stopped together",
  manual: "a person asked for it",
};

/** The restoration notice: the sentences that the agent reads. */
export function composeNotice(facts: NoticeFacts): string {
  const lines = [
    `makima restored you (restoration ${facts.number}). You were interrupted at ${facts.interruptedAt}: ${WHY[facts.source]}.`,
    `Plan: ${facts.plan}. Go on from where you were; do nothing twice.`,
    ...section(
      "In flight when you stopped:",
      facts.inFlight.map((call) => `${call.toolName} (${call.toolCallId}): ${call.outcome}`),
    ),
    ...section(
      "Questions still open, do not ask them again:",
      facts.openQuestions.map((open) => `${open.questionId}: ${open.question}`),
    ),
    ...section(
      "Your tasks:",
      facts.tasks.map(
        (task) => `${task.name} (${task.taskId}): ${task.status}${task.awaited ? ", awaited" : ""}`,
      ),
    ),
    ...section("Note:", facts.warnings),
  ];
  return lines.join("\n");
}

const section = (title: string, items: readonly string[]): string[] =>
  items.length === 0 ? [] : [title, ...items.map((item) => `- ${item}`)];

export type PastMessage = {
  role: string;
  content: string;
  toolCallId: string | null;
  toolName: string | null;
  toolInput: unknown;
  isError: boolean;
};

export type PromptLimits = { totalBytes: number; toolOutputBytes: number };

export const DEFAULT_PROMPT_LIMITS: PromptLimits = { totalBytes: 200 * 1024, toolOutputBytes: 2 * 1024 };

/**
 * The past conversation as one prompt, for an agent that cannot load its session: the first message (goal or plan) whole, then the newest
 * messages word for word as far as they fit, tool output cut, the gap named with its range. Each message is one JSON block, so that no text
 * in it can pass for another role.
 */
export function composePast(messages: readonly PastMessage[], limits: PromptLimits): string {
  const [first, ...rest] = messages.map((message, index) => ({
    index,
    text: renderMessage(message, limits),
  }));
  if (first === undefined) return "";
  let room = limits.totalBytes - first.text.length;
  let from = rest.length;
  for (let i = rest.length - 1; i >= 0; i--) {
    const size = rest[i]?.text.length ?? 0;
    if (size > room) break;
    room -= size;
    from = i;
  }
  const gap = from === 0 ? [] : [`(messages 1 to ${from} are left out here for their length)`];
  return [
    "This is your conversation so far, as makima kept it. Each message is one JSON block.",
    first.text,
    ...gap,
    ...rest.slice(from).map(({ text }) => text),
  ].join("\n");
}

function renderMessage(message: PastMessage, limits: PromptLimits): string {
  const isTool = message.role === "tool_call" || message.role === "tool_result";
  const content =
    message.role === "tool_result" && message.content.length > limits.toolOutputBytes
      ? `${message.content.slice(0, limits.toolOutputBytes)}… (${message.content.length - limits.toolOutputBytes} more characters)`
      : message.content;
  const data = isTool
    ? {
        kind: message.role,
        toolCallId: message.toolCallId,
        toolName: message.toolName,
        input: message.toolInput,
        output: content,
        isError: message.isError,
      }
    : { kind: "message", role: message.role, text: content };
  return `\`\`\`json\n${JSON.stringify(data).replaceAll("`", "\\u0060")}\n\`\`\``;
}
