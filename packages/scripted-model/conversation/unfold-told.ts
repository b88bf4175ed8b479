// A prompt may tell an agent again what was said and done before: in a new session all of it, in one that was resumed what it may have missed.
import { type PastItem, parseNews } from "@makima/scripted-agent/parse-news";
import type { Item } from "./conversation.ts";

/** An item, and whether a prompt told it again. */
export type ToldItem = Item & { isTold?: true };

/** What a prompt tells again stands before the prompt, as far as the conversation does not hold it already. */
export function unfoldTold(items: readonly Item[]): ToldItem[] {
  const unfolded: ToldItem[] = [];
  for (const item of items) {
    if (item.kind === "user") {
      for (const [place, past] of parseNews(item.text).past.entries())
        unfolded.push(...itemsOf(past, { known: unfolded, place }));
    }
    unfolded.push(item);
  }
  return unfolded;
}

type Place = { known: readonly ToldItem[]; place: number };

function itemsOf(past: PastItem, { known, place }: Place): ToldItem[] {
  if (past.kind === "message") {
    const kind = past.role === "assistant" ? "assistant" : "user";
    return [{ kind, text: past.text, isTold: true }];
  }
  const { toolCallId, toolName: name, input, output, status } = past;
  if (isAnswered({ name, input }, known)) return [];
  const id = `told-${place}-${toolCallId}`;
  const call: ToldItem = { kind: "call", id, name, input, isTold: true };
  if (status !== "completed" && status !== "failed") return [call];
  const text = typeof output === "string" ? output : JSON.stringify(output ?? null);
  return [call, { kind: "result", callId: id, text, isError: status === "failed", isTold: true }];
}

/** The same call with the same arguments has a result that the model has seen. */
function isAnswered(call: { name: string; input: unknown }, known: readonly ToldItem[]): boolean {
  const input = JSON.stringify(call.input);
  return known.some(
    (one) =>
      one.kind === "call" &&
      one.isTold !== true &&
      one.name.endsWith(call.name) &&
      JSON.stringify(one.input) === input &&
      known.some((result) => result.kind === "result" && result.callId === one.id && !result.isError),
  );
}
