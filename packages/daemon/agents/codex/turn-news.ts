// What Codex tells while a turn runs: passed on as events, and kept where the turn's end needs it.
import { UsageMeter } from "../acp/usage-meter.ts";
import type { AgentOptions } from "../driver.ts";
import type { Connection } from "./connection.ts";
import {
  type CodexEvent,
  type CodexTurn,
  type RateLimits,
  readEvent,
  type TokenUsage,
  type TurnError,
} from "./read-event.ts";
import type { ToolItem } from "./translate-item.ts";
import { Translator } from "./translator.ts";

export interface RunningTurn {
  /** Its id; null when it did not begin. */
  readonly started: PromiseWithResolvers<string | null>;
  readonly ended: PromiseWithResolvers<CodexTurn>;
  /** What Codex told before it tried again. */
  retried: TurnError | null;
  /** Codex has taken the prompt into its conversation. */
  readonly onHeard: () => Promise<void>;
  /** Something was added to the thread. */
  readonly onItem: () => Promise<void>;
}

export class TurnNews {
  /** News of other threads is none of ours. */
  threadId: string | null = null;
  turn: RunningTurn | null = null;
  limits: RateLimits | null = null;
  readonly #onEvent: AgentOptions["onEvent"];
  readonly #translator = new Translator();
  readonly #usage = new UsageMeter();

  constructor(onEvent: AgentOptions["onEvent"]) {
    this.#onEvent = onEvent;
  }

  async take(method: string, params: unknown, connection: Connection): Promise<void> {
    const event = readEvent(method, params, this.threadId);
    if (event === null) return;
    if (event.method === "serverRequest/resolved") connection.withdraw(event.params.requestId);
    this.#note(event);
    for (const told of this.#translator.take(event)) await this.#onEvent(told);
    if (event.method === "item/started") await this.turn?.onHeard();
    if (event.method === "item/completed") await this.turn?.onItem();
    // Last, so that all of the turn has been handled when it is over.
    if (event.method === "turn/completed") this.turn?.ended.resolve(event.params.turn);
  }

  find(itemId: string): ToolItem | null {
    return this.#translator.find(itemId);
  }

  /** What the turn used. */
  async endTurn(): Promise<Record<string, number> | null> {
    this.turn = null;
    for (const told of this.#translator.endTurn()) await this.#onEvent(told);
    return this.#usage.endTurn();
  }

  #note(event: CodexEvent): void {
    if (event.method === "turn/started") this.turn?.started.resolve(event.params.turn.id);
    if (event.method === "account/rateLimits/updated") this.limits = event.params.rateLimits;
    if (event.method === "error" && event.params.willRetry && this.turn !== null)
      this.turn.retried = event.params.error;
    if (event.method === "thread/tokenUsage/updated") this.#measure(event.params.tokenUsage);
  }

  #measure({ total, last, modelContextWindow }: TokenUsage): void {
    this.#usage.addSums({
      inputTokens: total.inputTokens,
      outputTokens: total.outputTokens,
      cachedReadTokens: total.cachedInputTokens,
      cachedWriteTokens: total.cacheWriteInputTokens,
      thoughtTokens: total.reasoningOutputTokens,
      totalTokens: total.totalTokens,
    });
    // What a thread that is gone on with has used before is told when it is opened; it is none of this run's.
    if (this.turn === null) this.#usage.endTurn();
    else this.#usage.update({ used: last.totalTokens, size: modelContextWindow ?? 0 });
  }
}
