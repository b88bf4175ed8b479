// A conversation of ours, with whatever agent it was held, as Codex would have kept it.
import type { PastMaterials } from "../past.ts";
import { type HistoryItem, makeCall, makeOutput, say } from "./item.ts";

type Message = PastMaterials["messages"][number];

/** About 150,000 tokens: what is left of a window must hold the next turns. */
const mostLength = 600_000;
const longestOutput = 16_000;
const longestId = 64;

/** What the agent thought is left out: it is for the model that thought it. */
export function rebuildItems(messages: readonly Message[]): HistoryItem[] {
  const items = messages.map(rebuildOne).filter((item) => item !== null);
  return keepNewest(items);
}

function rebuildOne(message: Message): HistoryItem | null {
  const { role, content } = message;
  switch (role) {
    case "user":
    case "notice":
      return content === "" ? null : say("user", content);
    case "assistant":
      return content === "" ? null : say("assistant", content);
    case "thinking":
      return null;
    case "tool_call":
      return makeCall({
        callId: callIdOf(message),
        tool: message.toolName ?? "tool",
        input: message.toolInput,
      });
    case "tool_result": {
      const output = message.isError ? `Error: ${content}` : content;
      return makeOutput({ type: "function_call", call_id: callIdOf(message) }, cutMiddle(output));
    }
  }
}

const callIdOf = ({ toolCallId }: Message): string => (toolCallId ?? "unnamed").slice(-longestId);

function cutMiddle(text: string): string {
  if (text.length <= longestOutput) return text;
  const half = longestOutput / 2;
  return `${text.slice(0, half)}\n[${text.length - longestOutput} characters are left out]\n${text.slice(-half)}`;
}

/** The first message, which holds what is to be done, and the newest ones that fit. */
function keepNewest(items: readonly HistoryItem[]): HistoryItem[] {
  const [first, ...rest] = items;
  if (first === undefined) return [];
  let left = mostLength - JSON.stringify(first).length;
  let from = rest.length;
  for (; from > 0; from--) {
    left -= JSON.stringify(rest[from - 1]).length;
    if (left < 0) break;
  }
  if (from === 0) return [...items];
  return [
    first,
    say("user", `[${from} entries of the conversation are left out here.]`),
    ...rest.slice(from),
  ];
}
