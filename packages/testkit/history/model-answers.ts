// The answers that real agents brought to their models, by what the models were asked: the evidence of agents that keep none of their own.
import type { Item } from "@makima/scripted-model/conversation";
import { readResult } from "@makima/scripted-model/read-result";
import { promptBlocks } from "../agent-log.ts";

export type ModelAnswer = { questionId: string; response: unknown };

/** One list for each request: a conversation is told anew with each, so an answer that was heard once stands at most once in each list. */
export const modelAnswersOf = (
  requests: readonly { conversation: { items: readonly Item[] } }[],
): ModelAnswer[][] =>
  requests.map(({ conversation }) => answersAmong(conversation.items)).filter(({ length }) => length > 0);

/** What is told again of a call adds nothing to what was heard as new; alone, it is how its answer was heard. */
function answersAmong(items: readonly Item[]): ModelAnswer[] {
  const fresh = items.flatMap(answersOf);
  const known = new Map(fresh.map((answer) => [answer.questionId, answer]));
  const retold = new Map(
    items
      .flatMap(retoldBy)
      .filter(({ questionId }) => !known.has(questionId))
      .map((answer) => [answer.questionId, answer]),
  );
  return [...fresh, ...retold.values()];
}

function answersOf(item: Item): ModelAnswer[] {
  if (item.kind === "user")
    return promptBlocks(item.text).flatMap((block) => answerOf(block, "kind", "answer"));
  return item.kind === "result" ? answerOf(readResult(item.text), "status", "answered") : [];
}

/** A conversation that is given as words, and a notice of what was recorded, hold calls with their results. */
function retoldBy(item: Item): ModelAnswer[] {
  if (item.kind !== "user") return [];
  const calls = promptBlocks(item.text).filter(({ kind }) => kind === "tool_call");
  return calls.flatMap(({ output }) =>
    answerOf(typeof output === "string" ? readResult(output) : output, "status", "answered"),
  );
}

function answerOf(value: unknown, field: string, is: string): ModelAnswer[] {
  if (typeof value !== "object" || value === null) return [];
  const found: Record<string, unknown> = { ...value };
  const { questionId, response } = found;
  return found[field] === is && typeof questionId === "string" ? [{ questionId, response }] : [];
}
