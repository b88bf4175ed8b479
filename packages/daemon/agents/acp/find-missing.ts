// Compares what an agent replays of a session with our own messages: a program that was killed may not have kept its last words.
import { isDeepStrictEqual } from "node:util";
import { AGENT_TOOLS } from "@makima/protocol/tools";
import { namesTool } from "../names-tool.ts";
import type { PastMaterials } from "../past.ts";

type PastMessages = PastMaterials["messages"];

/** What is replayed in one go, oldest first. */
export type Replayed =
  | { readonly kind: "text"; readonly role: "user" | "assistant"; readonly text: string }
  | { readonly kind: "call"; readonly id: string; readonly title: string; readonly input: unknown };

/** How many messages of ours must be found in their order: one alone ("Done.") may be said often. */
const context = 3;

/**
 * Our messages that lack at the end of the replay, oldest first; all of them where nothing fits. What the agent knows beyond ours does not count, nor
 * does a call that was open when it ended: it may make that one again.
 */
export function findMissing(replayed: readonly Replayed[], messages: PastMessages): PastMessages {
  const ended = endedCalls(messages);
  const ours = messages.filter((message) => isComparable(message, ended));
  const bare = replayed.map((one) => (one.kind === "text" ? { ...one, text: bareText(one.text) } : one));
  for (let end = ours.length; end > 0; end -= 1) {
    if (standInOrder(bare, ours.slice(contextOf(ours, end), end))) return ours.slice(end);
  }
  return ours;
}

/** No further back than the last prompt: what stands before it was perhaps told to a new session in words. */
function contextOf(ours: PastMessages, end: number): number {
  const prompt = ours.slice(0, end).findLastIndex(({ role }) => role === "user");
  return Math.max(0, prompt, end - context);
}

/** Calls whose end the agent has seen: a result of a later run was put there by makima. */
function endedCalls(messages: PastMessages): ReadonlySet<string | null> {
  const begun = new Map<string | null, number>();
  const ended = new Set<string | null>();
  for (const { role, toolCallId, epoch = 0 } of messages) {
    if (role === "tool_call") begun.set(toolCallId, epoch);
    if (role === "tool_result" && epoch <= (begun.get(toolCallId) ?? epoch)) ended.add(toolCallId);
  }
  return ended;
}

/** Thoughts, results and notices are replayed by few agents, and a text with a mark in a secret's place by none. */
const isComparable = (
  { role, content, toolCallId }: PastMessages[number],
  ended: ReadonlySet<string | null>,
): boolean =>
  role === "tool_call"
    ? toolCallId !== null && ended.has(toolCallId)
    : (role === "user" || role === "assistant") &&
      !/\[redacted [0-9a-f]{8}\]/.test(content) &&
      bareText(content) !== "";

/** Several of ours may stand in one of theirs: a long message is kept in pieces. */
function standInOrder(replayed: readonly Replayed[], messages: PastMessages): boolean {
  let at = replayed.length - 1;
  for (const message of messages.toReversed()) {
    at = replayed.findLastIndex((one, index) => index <= at && isSame(one, message));
    if (at === -1) return false;
  }
  return true;
}

function isSame(replayed: Replayed, message: PastMessages[number]): boolean {
  const { role, content } = message;
  if (replayed.kind === "call") return role === "tool_call" && isSameCall(replayed, message);
  return replayed.role === role && replayed.text.includes(bareText(content));
}

/** A call of our tools has an id of ours where the agent gave it none with the call. */
function isSameCall(
  { id, title, input }: Extract<Replayed, { kind: "call" }>,
  { toolCallId, toolName, toolInput }: PastMessages[number],
): boolean {
  if (id === toolCallId) return true;
  const isNamed = isOurTool(toolName) && namesTool({ title, name: id }, toolName);
  return isNamed && (input === undefined || isDeepStrictEqual(input, toolInput));
}

const isOurTool = (name: string | null): name is string => name !== null && Object.hasOwn(AGENT_TOOLS, name);

/** Agents break and trim lines in their own ways. */
const bareText = (text: string): string => text.replace(/\s+/g, "");
