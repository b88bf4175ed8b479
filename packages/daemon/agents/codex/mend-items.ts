// The health of a conversation that Codex is given back: every call has its one result, which is the real one where it is known.
import type { PastResult } from "../past.ts";
import { type Call, type HistoryItem, isCall, isOutput, makeCall, makeOutput } from "./item.ts";

const unknown = "The program ended while this ran; what it did is not known.";

/** Calls without a result get theirs, or words about that; results without a call, second results and empty messages go. */
export function mendItems(items: readonly HistoryItem[], results: readonly PastResult[]): HistoryItem[] {
  const lastOutput = new Map(items.map((item, index) => [isOutput(item) ? item.call_id : "", index]));
  const seen = new Set<string>();
  const given = new Set<string>();
  return items.flatMap((item, index): HistoryItem[] => {
    if (isCall(item)) {
      if (seen.has(item.call_id)) return [];
      seen.add(item.call_id);
      if ((lastOutput.get(item.call_id) ?? -1) > index) return [item];
      const known = results.find(({ callKey }) => callKey === item.call_id);
      return [item, makeOutput(item, known === undefined ? unknown : textOf(known))];
    }
    if (isOutput(item)) {
      if (!seen.has(item.call_id) || given.has(item.call_id)) return [];
      given.add(item.call_id);
      return [item];
    }
    return item.content.some(({ type, text }) => type !== "input_text" || text !== "") ? [item] : [];
  });
}

/**
 * What has to be put behind a conversation so that its model knows these results, each once: the result of a call that has none, and a call made
 * anew with its result where the first one was told "pending" or is out of view.
 */
export function missingResults(items: readonly HistoryItem[], results: readonly PastResult[]): HistoryItem[] {
  return results.flatMap((result): HistoryItem[] => {
    const isTold = items.some(
      (item) =>
        isOutput(item) &&
        (item.call_id === againOf(result) ||
          (item.call_id === result.callKey && item.output === textOf(result))),
    );
    if (isTold) return [];
    const call = items.filter(isCall).find(({ call_id }) => call_id === result.callKey);
    const isOpen =
      call !== undefined && !items.some((item) => isOutput(item) && item.call_id === call.call_id);
    if (isOpen) return [makeOutput(call, textOf(result))];
    const again = againAs(result, call);
    return [again, makeOutput(again, textOf(result))];
  });
}

/** With the words that the agent itself chose for its call, where they are known. */
function againAs(result: PastResult, call: Call | undefined): Call {
  const call_id = againOf(result);
  return call === undefined
    ? makeCall({ callId: call_id, tool: result.tool, input: result.input })
    : { ...call, call_id };
}

const longestId = 64;

const againOf = ({ callKey }: PastResult): string => `${callKey.slice(-(longestId - 6))}-later`;

const textOf = ({ result }: PastResult): string =>
  typeof result === "string" ? result : JSON.stringify(result ?? null);
