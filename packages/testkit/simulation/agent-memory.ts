// What a simulated agent knows: only what stands in its session, that is, what it was told and what its own calls answered.
import type { PromptBlock } from "../agent-log.ts";

export type AgentFacts = {
  /** texts of questions that stand, answered or not */
  asked: Set<string>;
  answered: Map<string, unknown>;
  /** ids of tasks whose merge was told */
  merged: Set<string>;
  hasLeftPlan: boolean;
};

/** Reads a session from its beginning. A past that is told again holds the former prompts as messages, with their own blocks. */
export function readFacts(session: readonly string[]): AgentFacts {
  const facts: AgentFacts = { asked: new Set(), answered: new Map(), merged: new Set(), hasLeftPlan: false };
  for (const text of session) takeText(facts, text);
  return facts;
}

/** A call of the agent's own with its result, as its session keeps it. */
export const rememberCall = (call: {
  toolName: string;
  input: unknown;
  output: unknown;
  isError: boolean;
}): string =>
  `\`\`\`json\n${JSON.stringify({ kind: "tool_call", status: call.isError ? "failed" : "completed", ...call }).replaceAll("`", "\\u0060")}\n\`\`\``;

function takeText(facts: AgentFacts, text: string): void {
  for (const [, json = ""] of text.matchAll(/^```json\n(.*)\n```$/gm))
    takeBlock(facts, JSON.parse(json) as PromptBlock);
}

function takeBlock(facts: AgentFacts, block: PromptBlock): void {
  switch (block.kind) {
    case "message":
      if (block["role"] === "user") takeText(facts, String(block["text"]));
      return;
    case "answer":
      facts.asked.add(String(block["question"]));
      facts.answered.set(String(block["question"]), block["response"]);
      return;
    case "restoration":
      for (const open of listOf(block["openQuestions"])) facts.asked.add(String(open["question"]));
      return;
    case "rewind":
      return takeRewind(facts, block);
    case "phase":
      facts.hasLeftPlan = true;
      return;
    case "tool_call":
      return takeCall(facts, block);
  }
}

/** What it sees no more and what stands all the same. */
function takeRewind(facts: AgentFacts, block: PromptBlock): void {
  const areWithdrawn = block["afterPoint"] === "withdraw";
  for (const open of listOf(block["openQuestions"])) {
    const question = String(open["question"]);
    if (areWithdrawn) facts.asked.delete(question);
    else facts.asked.add(question);
  }
  for (const { question } of listOf(block["withdrawnQuestions"])) facts.asked.delete(String(question));
  for (const { kind, text } of listOf(block["notTakenBack"])) {
    const [, question, response] = /^«(.*)» was answered: (.*)$/s.exec(String(text)) ?? [];
    if (kind !== "answer" || question === undefined) continue;
    facts.asked.add(question);
    facts.answered.set(question, response);
  }
}

function takeCall(facts: AgentFacts, { toolName, input, output }: PromptBlock): void {
  const asked = objectOf(input);
  const result = objectOf(typeof output === "string" ? parsed(output) : output);
  if (toolName === "ask_question" && typeof result["questionId"] === "string") {
    facts.asked.add(String(asked["question"]));
    if (result["status"] !== "pending") facts.answered.set(String(asked["question"]), result["response"]);
  }
  if (toolName === "merge_task" && result["merged"] === true) facts.merged.add(String(asked["taskId"]));
  if (toolName === "change_phase" && isAhead(result)) facts.hasLeftPlan = true;
}

/** The phase is changed: at once, by a person who confirmed it, or before. */
const isAhead = ({ changed, status, response, code }: Record<string, unknown>): boolean =>
  changed === true || (status === "answered" && response === "confirm") || code === "PHASE_ORDER";

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

function listOf(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.map(objectOf) : [];
}
