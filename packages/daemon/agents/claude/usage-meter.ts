// What a turn used, from figures that Claude gives as sums over the whole session, earlier processes included.
import { z } from "zod";
import type { ResultFrame } from "./read-frame.ts";

const figure = z.number().nonnegative().catch(0);
const model = z.looseObject({
  inputTokens: figure,
  outputTokens: figure,
  cacheReadInputTokens: figure,
  cacheCreationInputTokens: figure,
  contextWindow: figure,
});
const models = z.record(z.string(), model).catch({});
/** The line by which a session's sums outlive its process. */
const costState = z.looseObject({
  type: z.literal("cost-state"),
  totalCostUSD: figure,
  modelUsage: models,
});
const requestUsage = z.looseObject({
  message: z.looseObject({
    usage: z.looseObject({
      input_tokens: figure,
      cache_read_input_tokens: figure,
      cache_creation_input_tokens: figure,
    }),
  }),
});

type Sums = Readonly<
  Record<"inputTokens" | "outputTokens" | "cachedReadTokens" | "cachedWriteTokens" | "costUsd", number>
>;

export class UsageMeter {
  #before: Sums;
  #turn: Record<string, number> = {};

  /** `entries` are those of the transcript that a process begins with. */
  constructor(entries: readonly unknown[]) {
    const last = entries.findLast((entry) => costState.safeParse(entry).success);
    const state = costState.safeParse(last);
    this.#before = state.success ? sumUp(state.data.modelUsage, state.data.totalCostUSD) : sumUp({}, 0);
  }

  /** How much of its context a request to the model filled. */
  takeRequest(event: unknown): void {
    const read = requestUsage.safeParse(event);
    if (!read.success) return;
    const { input_tokens, cache_read_input_tokens, cache_creation_input_tokens } = read.data.message.usage;
    this.#turn["contextUsed"] = input_tokens + cache_read_input_tokens + cache_creation_input_tokens;
  }

  takeResult({ modelUsage, total_cost_usd: cost }: ResultFrame): void {
    const read = models.parse(modelUsage ?? {});
    const sums = sumUp(read, cost ?? 0);
    for (const [name, sum] of Object.entries(sums)) {
      const before = this.#before[name as keyof Sums];
      // A sum that fell was begun anew.
      const grown = sum >= before ? sum - before : sum;
      if (grown > 0) this.#turn[name] = (this.#turn[name] ?? 0) + grown;
    }
    this.#before = sums;
    const window = Math.max(0, ...Object.values(read).map(({ contextWindow }) => contextWindow));
    if (window > 0) this.#turn["contextSize"] = window;
  }

  /** What the turn used, and begins the next one. */
  endTurn(): Readonly<Record<string, number>> | null {
    const used = this.#turn;
    this.#turn = {};
    return Object.keys(used).length === 0 ? null : used;
  }
}

function sumUp(read: z.infer<typeof models>, costUsd: number): Sums {
  const all = Object.values(read);
  const sum = (of: (one: z.infer<typeof model>) => number): number =>
    all.reduce((total, one) => total + of(one), 0);
  return {
    inputTokens: sum((one) => one.inputTokens),
    outputTokens: sum((one) => one.outputTokens),
    cachedReadTokens: sum((one) => one.cacheReadInputTokens),
    cachedWriteTokens: sum((one) => one.cacheCreationInputTokens),
    costUsd,
  };
}
