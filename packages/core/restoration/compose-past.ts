// A past conversation as one prompt, for an agent that cannot load its own session.

export type PastMessage = {
  /** as seen from the conversation's head, counted from 1; what was not even read leaves a gap */
  place: number;
  /** the run that it is of */
  epoch: number;
  role: string;
  content: string;
  toolCallId: string | null;
  toolName: string | null;
  toolInput: unknown;
  isError: boolean;
};

/** In characters of the prompt. */
export type PromptLimits = { totalLength: number; toolOutputLength: number };

export const DEFAULT_PROMPT_LIMITS: PromptLimits = { totalLength: 200 * 1024, toolOutputLength: 2 * 1024 };

/** For a model that could not hold as much. */
export const SHORT_PROMPT_LIMITS: PromptLimits = { totalLength: 40 * 1024, toolOutputLength: 512 };

/**
 * The first message (goal or plan) whole, then the newest messages word for word as far as they fit, tool output cut, the gap named with its
 * range. Each message is one JSON block, a tool call with its result in the same block, so that no text in it can pass for another role.
 */
export function composePast(messages: readonly PastMessage[], limits: PromptLimits): string {
  const results = resultsByCall(messages);
  const blocks = messages.flatMap((message) => {
    const data = dataOf(message, { results, limits });
    return data === null ? [] : [{ place: message.place, text: block(data) }];
  });
  const [first, ...rest] = blocks;
  if (first === undefined) return "";
  const kept = newestThatFit(rest, limits.totalLength - first.text.length);
  const left = rest.slice(0, rest.length - kept.length).at(-1);
  const gap = left === undefined ? [] : [`(messages 2 to ${left.place} are left out here for their length)`];
  return [
    "This is your conversation so far, as makima kept it. Each message is one JSON block.",
    first.text,
    ...gap,
    ...kept.map(({ text }) => text),
  ].join("\n");
}

function newestThatFit<Block extends { text: string }>(blocks: readonly Block[], room: number): Block[] {
  let left = room;
  let from = blocks.length;
  for (const [back, { text }] of blocks.toReversed().entries()) {
    if (text.length > left) break;
    left -= text.length;
    from = blocks.length - 1 - back;
  }
  return blocks.slice(from);
}

function resultsByCall(messages: readonly PastMessage[]): Map<string, PastMessage> {
  const results = new Map<string, PastMessage>();
  for (const message of messages) {
    if (message.role === "tool_result" && message.toolCallId !== null)
      results.set(message.toolCallId, message);
  }
  return results;
}

function dataOf(
  message: PastMessage,
  { results, limits }: { results: Map<string, PastMessage>; limits: PromptLimits },
): Record<string, unknown> | null {
  if (message.role === "tool_result") return null;
  if (message.role !== "tool_call") return { kind: "message", role: message.role, text: message.content };
  const result = results.get(message.toolCallId ?? "");
  return {
    kind: "tool_call",
    toolCallId: message.toolCallId,
    toolName: message.toolName,
    input: message.toolInput,
    status: statusOf(message, result),
    output: result === undefined ? null : cut(result.content, limits.toolOutputLength),
  };
}

/** A failure that was put there when the call's run had ended is none of the tool's: the call was interrupted. */
function statusOf(call: PastMessage, result: PastMessage | undefined): string {
  if (result === undefined) return "interrupted";
  if (!result.isError) return "completed";
  return result.epoch > call.epoch ? "interrupted" : "failed";
}

const cut = (text: string, length: number): string =>
  text.length <= length ? text : `${text.slice(0, length)}… (${text.length - length} more characters)`;

const block = (data: unknown): string =>
  `\`\`\`json\n${JSON.stringify(data).replaceAll("`", "\\u0060")}\n\`\`\``;
