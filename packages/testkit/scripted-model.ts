// The scripted model in a test's own process, with what it was asked: so a test sees what has reached an agent's model.
import type { Item } from "@makima/scripted-model/conversation";
import type { Fault } from "@makima/scripted-model/fault";
import { type ModelRequest, serveModel } from "@makima/scripted-model/serve-model";
import { onTestFinished } from "vitest";

export type ScriptedModel = {
  url: string;
  /** The requests for an answer, in their order. */
  requests: readonly ModelRequest[];
  /**
   * How often the words stand in what people and tools have told the model, in the conversation where that is most often. A conversation is told
   * anew with each request, so an answer that reached its model exactly once gives 1, however many requests there were.
   */
  timesHeard(words: string): number;
  /** From now on every request meets this fault; null lets the scripts go on. */
  breakDown(fault: Fault | null): void;
};

/** Ends with the test. */
export async function startScriptedModel(): Promise<ScriptedModel> {
  const requests: ModelRequest[] = [];
  const server = await serveModel({ onRequest: (request) => requests.push(request) });
  onTestFinished(() => server.close());
  return {
    url: server.url,
    requests,
    timesHeard: (words) =>
      Math.max(0, ...requests.map(({ conversation }) => timesIn(conversation.items, words))),
    breakDown: (fault) => server.breakDown(fault),
  };
}

const timesIn = (items: readonly Item[], words: string): number =>
  items.filter((item) => (item.kind === "user" || item.kind === "result") && item.text.includes(words))
    .length;
