// What Codex tells of a turn, as the daemon's own events.
import type { AgentEvent } from "../driver.ts";
import type { CodexEvent, Item } from "./read-event.ts";
import { type ToolItem, translateItem } from "./translate-item.ts";

type Said = Extract<Item, { type: "agentMessage" | "plan" | "reasoning" }>;

export class Translator {
  /** How much was given of each message that is not complete yet. */
  readonly #said = new Map<string, number>();
  readonly #open = new Map<string, { item: ToolItem; shown: string }>();
  #plans = 0;

  take(event: CodexEvent): AgentEvent[] {
    switch (event.method) {
      case "item/agentMessage/delta":
        return this.#say("assistant", event.params);
      case "item/reasoning/summaryTextDelta":
      case "item/reasoning/textDelta":
        return this.#say("thinking", event.params);
      case "item/reasoning/summaryPartAdded": {
        const { itemId, summaryIndex } = event.params;
        return summaryIndex === 0 ? [] : this.#say("thinking", { itemId, delta: "\n\n" });
      }
      case "item/commandExecution/outputDelta":
        return this.#show(event.params);
      case "item/started":
        return this.#begin(event.params.item);
      case "item/completed":
        return this.#end(event.params.item);
      case "turn/plan/updated":
        return [this.#plan(event.params)];
      case "error": {
        const { message, additionalDetails } = event.params.error;
        return event.params.willRetry ? [noise([message, additionalDetails].filter(Boolean).join(": "))] : [];
      }
      case "warning":
        return [noise(event.params.message)];
      case "configWarning":
        return [noise(event.params.summary)];
      default:
        return [];
    }
  }

  /** The item that a request for permission is about, where it has been told of. */
  find(itemId: string): ToolItem | null {
    return this.#open.get(itemId)?.item ?? null;
  }

  /** What still runs goes on by itself; nothing more of it is told. */
  endTurn(): AgentEvent[] {
    const left = [...this.#open.values()].filter(({ item }) => item.type !== "dynamicToolCall");
    this.#open.clear();
    this.#said.clear();
    return left.map(({ item, shown }) => ({
      kind: "tool",
      toolCallId: item.id,
      state: "completed",
      text: `${shown}[the turn ended before this did]`,
    }));
  }

  #say(role: "assistant" | "thinking", { itemId, delta }: { itemId: string; delta: string }): AgentEvent[] {
    this.#said.set(itemId, (this.#said.get(itemId) ?? 0) + delta.length);
    return delta === "" ? [] : [{ kind: "text", role, text: delta, messageId: itemId }];
  }

  #show({ itemId, delta }: { itemId: string; delta: string }): AgentEvent[] {
    const open = this.#open.get(itemId);
    if (open === undefined) return [];
    open.shown += delta;
    return [{ kind: "tool", toolCallId: itemId, text: open.shown }];
  }

  #begin(item: Item): AgentEvent[] {
    if (item.type === "contextCompaction") return [noise("Codex makes its conversation shorter.")];
    if (item.type === "userMessage" || isSaid(item)) return [];
    this.#open.set(item.id, { item, shown: "" });
    return [translateItem(item, { isOver: false, shown: "" })];
  }

  #end(item: Item): AgentEvent[] {
    if (item.type === "contextCompaction") return [];
    if (item.type === "userMessage")
      return item.clientId == null ? [] : [{ kind: "heard", messageId: item.clientId }];
    if (isSaid(item)) return this.#complete(item);
    const shown = this.#open.get(item.id)?.shown;
    this.#open.delete(item.id);
    // Without its beginning it is news of a turn that is over.
    return shown === undefined ? [] : [translateItem(item, { isOver: true, shown })];
  }

  /** Some models send no pieces, and the last ones may come with the whole alone. */
  #complete(item: Said): AgentEvent[] {
    const given = this.#said.get(item.id) ?? 0;
    this.#said.delete(item.id);
    const isThought = item.type === "reasoning";
    if (isThought && given > 0) return [];
    const rest = (isThought ? thoughtOf(item) : item.text).slice(given);
    return this.#say(isThought ? "thinking" : "assistant", { itemId: item.id, delta: rest });
  }

  #plan(told: Extract<CodexEvent, { method: "turn/plan/updated" }>["params"]): AgentEvent {
    const { turnId, explanation, plan } = told;
    this.#plans += 1;
    return {
      kind: "tool",
      toolCallId: `plan-${turnId}-${this.#plans}`,
      title: "Plan",
      name: "update_plan",
      toolKind: "think",
      state: "completed",
      input: { ...(explanation == null ? {} : { explanation }), plan },
      text: plan.map(({ step, status }) => `[${status}] ${step}`).join("\n"),
    };
  }
}

const isSaid = (item: Item): item is Said =>
  item.type === "agentMessage" || item.type === "plan" || item.type === "reasoning";

const thoughtOf = ({ summary, content }: Extract<Said, { type: "reasoning" }>): string =>
  (summary.length > 0 ? summary : content).join("\n\n");

const noise = (text: string): AgentEvent => ({ kind: "noise", text: `${text}\n` });
