// A transcript of Claude's made from our own messages, whichever kind of agent they were said to and by.
import { z } from "zod";
import type { PastMaterials } from "../../past.ts";
import type { Entry } from "./entry.ts";
import { OUTCOME_UNKNOWN } from "./mend-transcript.ts";

type PastMessage = PastMaterials["messages"][number];

interface Rebuilding {
  readonly session: string;
  readonly newUuid: () => string;
  /** Names of our own tools, which Claude knows by another name. */
  readonly ownTools: readonly string[];
}

/** About 150,000 tokens, which each of Claude's models reads; of a longer conversation the end is taken. */
const mostLetters = 600_000;

type Block = { readonly type: string } & Readonly<Record<string, unknown>>;
type Said = { readonly role: "user" | "assistant"; readonly content: Block[]; readonly at: string };

/** Null when there is nothing that could be said again. Thinking is left out: it holds for the model that thought it. */
export function rebuildTranscript(messages: readonly PastMessage[], how: Rebuilding): Entry[] | null {
  const kept = keepEnd(messages.filter(({ role }) => role !== "thinking"));
  const said = sayAgain(kept.messages, how);
  const [first] = said;
  if (first === undefined) return null;
  if (kept.left > 0)
    first.content.unshift({
      type: "text",
      text: `[${kept.left} earlier messages of this conversation are left out here, for it became too long to be read at once.]`,
    });
  let parentUuid: string | null = null;
  return said.map(({ role, content, at }) => {
    const uuid = how.newUuid();
    const entry: Entry = {
      parentUuid,
      isSidechain: false,
      type: role,
      message: role === "user" ? { role, content } : asAnswer(content, uuid),
      uuid,
      timestamp: at,
      sessionId: how.session,
      userType: "external",
    };
    parentUuid = uuid;
    return entry;
  });
}

/** From a user's message on, so that no result stands without its call. */
function keepEnd(messages: readonly PastMessage[]): { messages: readonly PastMessage[]; left: number } {
  let letters = 0;
  let from = messages.length;
  for (const [index, { role, content, toolInput }] of [...messages.entries()].reverse()) {
    letters += content.length + JSON.stringify(toolInput ?? "").length;
    if (letters > mostLetters) break;
    if (isFromUser(role)) from = index;
  }
  if (letters <= mostLetters) from = 0;
  return { messages: messages.slice(from), left: from };
}

const isFromUser = (role: PastMessage["role"]): boolean => role === "user" || role === "notice";

/** Messages of one side in a row become one; each call is followed by its result, at once and once. */
function sayAgain(messages: readonly PastMessage[], { ownTools, newUuid }: Rebuilding): Said[] {
  const said: Said[] = [];
  const add = (role: Said["role"], block: Block, at: string): void => {
    const last = said.at(-1);
    if (last?.role === role) last.content.push(block);
    else said.push({ role, content: [block], at });
  };
  /** Calls of the answer that is being said, with the ids that they get here. */
  const open = new Map<string, string>();
  const closeOpen = (at: string): void => {
    for (const id of open.values())
      add("user", resultBlock(id, { content: OUTCOME_UNKNOWN, isError: true }), at);
    open.clear();
  };
  for (const { role, content, toolCallId, toolName, toolInput, isError, createdAt } of messages) {
    if (role === "tool_result") {
      const id = open.get(toolCallId ?? "");
      if (id !== undefined) add("user", resultBlock(id, { content, isError }), createdAt);
      open.delete(toolCallId ?? "");
    } else if (role === "tool_call") {
      if (said.at(-1)?.role === "user") closeOpen(createdAt);
      const isUsable = toolCallId !== null && /^[a-zA-Z0-9_-]{1,64}$/.test(toolCallId);
      const id = isUsable ? toolCallId : `toolu_${newUuid().replaceAll("-", "")}`;
      open.set(toolCallId ?? id, id);
      if (said.length === 0) add("user", { type: "text", text: "[Go on.]" }, createdAt);
      const name = nameFor(toolName ?? "tool", ownTools);
      add("assistant", { type: "tool_use", id, name, input: readInput(toolInput) }, createdAt);
    } else if (content.trim() !== "") {
      closeOpen(createdAt);
      if (role === "assistant" && said.length === 0)
        add("user", { type: "text", text: "[Go on.]" }, createdAt);
      add(role === "assistant" ? "assistant" : "user", { type: "text", text: content }, createdAt);
    }
  }
  // Calls at the end stay open: their results may be known to others.
  return said;
}

const resultBlock = (id: string, { content, isError }: { content: string; isError: boolean }): Block => ({
  type: "tool_result",
  tool_use_id: id,
  content,
  ...(isError ? { is_error: true } : {}),
});

const readInput = (input: unknown): Record<string, unknown> =>
  z.record(z.string(), z.unknown()).catch({}).parse(input);

/** Other agents' names for their tools hold letters that Claude's provider does not take. */
function nameFor(name: string, ownTools: readonly string[]): string {
  return ownTools.includes(name)
    ? `mcp__makima__${name}`
    : name.replace(/[^a-zA-Z0-9_-]/g, "_").slice(0, 64) || "tool";
}

const asAnswer = (content: readonly Block[], uuid: string) => ({
  id: `msg_${uuid.replaceAll("-", "")}`,
  type: "message",
  role: "assistant",
  model: "<synthetic>",
  content: [...content],
  stop_reason: null,
  stop_sequence: null,
  usage: { input_tokens: 0, output_tokens: 0 },
});
