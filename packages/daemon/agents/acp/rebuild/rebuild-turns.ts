// The conversation as an agent that is to go on with it would have held it: who said what, each call with its one result.
import { AGENT_TOOLS } from "@makima/protocol/tools";
import type { PastMaterials } from "../../past.ts";

type PastMessage = PastMaterials["messages"][number];

export interface RebuiltCall {
  readonly kind: "call";
  readonly id: string;
  /** As the agent's model would call it. */
  readonly tool: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly output: string;
  readonly isError: boolean;
}

export type Turn =
  | { readonly role: "user"; readonly text: string; readonly atMs: number }
  | {
      readonly role: "assistant";
      readonly parts: readonly ({ readonly kind: "text"; readonly text: string } | RebuiltCall)[];
      readonly atMs: number;
    };

/** About 150,000 tokens: what is left of a window must hold the next turns. */
const mostLength = 600_000;
/** Of an output, its beginning and its end. */
const longestEnd = 8_000;

/** What the agent thought is left out: it is for the model that thought it. `nameOurs` names a tool of ours as this agent does. */
export function rebuildTurns(messages: readonly PastMessage[], nameOurs: (tool: string) => string): Turn[] {
  const results = new Map(
    messages.filter(({ role }) => role === "tool_result").map((one) => [one.toolCallId, one]),
  );
  return keepNewest(messages.flatMap((message) => rebuildOne(message, { results, nameOurs })));
}

type Rebuilding = {
  readonly results: ReadonlyMap<string | null, PastMessage>;
  readonly nameOurs: (tool: string) => string;
};

function rebuildOne(message: PastMessage, { results, nameOurs }: Rebuilding): Turn[] {
  const { role, content, toolCallId, toolName, toolInput } = message;
  const atMs = Date.parse(message.createdAt);
  if (role === "tool_call") {
    const result = results.get(toolCallId);
    const call: RebuiltCall = {
      kind: "call",
      id: toolCallId ?? "unnamed",
      tool: nameFor(toolName ?? "tool", nameOurs),
      input: isRecord(toolInput) ? toolInput : {},
      output: cutMiddle(result?.content ?? "outcome unknown"),
      isError: result?.isError ?? true,
    };
    return [{ role: "assistant", parts: [call], atMs }];
  }
  if (content.trim() === "" || role === "thinking" || role === "tool_result") return [];
  return role === "assistant"
    ? [{ role, parts: [{ kind: "text", text: content }], atMs }]
    : [{ role: "user", text: content, atMs }];
}

/** Other agents' names for their tools hold letters that models do not take. */
const nameFor = (name: string, nameOurs: (tool: string) => string): string =>
  Object.hasOwn(AGENT_TOOLS, name)
    ? nameOurs(name)
    : name.replace(/[^a-zA-Z0-9_-]/g, "_").slice(0, 64) || "tool";

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function cutMiddle(text: string): string {
  const left = text.length - 2 * longestEnd;
  const ends = [text.slice(0, longestEnd), `[${left} characters are left out]`, text.slice(-longestEnd)];
  return left <= 0 ? text : ends.join("\n");
}

/** The first turn, which holds what is to be done, and the newest ones that fit. */
function keepNewest(turns: readonly Turn[]): Turn[] {
  const [first, ...rest] = turns;
  if (first === undefined) return [];
  let left = mostLength - JSON.stringify(first).length;
  let from = rest.length;
  for (; from > 0; from -= 1) {
    left -= JSON.stringify(rest[from - 1]).length;
    if (left < 0) break;
  }
  if (from === 0) return [...turns];
  const gap = `[${from} entries of the conversation are left out here.]`;
  return [first, { role: "user", text: gap, atMs: first.atMs }, ...rest.slice(from)];
}
