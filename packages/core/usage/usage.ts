// What a turn used, under the same names whichever agent told it. This is the one place that knows the agents' own names.

/** Tokens, dollars and milliseconds, summed over turns. */
export type Usage = {
  /** read anew by the model: what came from a cache or went into one is not among them */
  inputTokens: number;
  /** said and thought */
  outputTokens: number;
  cacheReadTokens: number;
  cacheWriteTokens: number;
  costUsd: number;
  /** the time that turns took */
  durationMs: number;
  turns: number;
};

export const NO_USAGE: Usage = {
  inputTokens: 0,
  outputTokens: 0,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
  costUsd: 0,
  durationMs: 0,
  turns: 0,
};

/** The names that agents and their providers use, in the order in which they count; of one line the first that is told. */
const NAMES = {
  inputTokens: ["inputTokens", "input_tokens", "promptTokens", "prompt_tokens", "promptTokenCount"],
  outputTokens: [
    "outputTokens",
    "output_tokens",
    "completionTokens",
    "completion_tokens",
    "candidatesTokenCount",
  ],
  thoughtTokens: ["thoughtTokens", "thought_tokens", "thoughtsTokenCount"],
  cacheReadTokens: [
    "cacheReadTokens",
    "cacheReadInputTokens",
    "cache_read_input_tokens",
    "cachedReadTokens",
    "cached_read_tokens",
  ],
  cacheWriteTokens: [
    "cacheWriteTokens",
    "cacheCreationInputTokens",
    "cache_creation_input_tokens",
    "cachedWriteTokens",
    "cached_write_tokens",
  ],
  /** of these the input is told with them in it */
  cachedOfInput: ["cachedInputTokens", "cached_input_tokens", "cachedContentTokenCount"],
  totalTokens: ["totalTokens", "total_tokens", "totalTokenCount"],
  costUsd: ["costUsd", "cost_usd", "totalCostUsd", "total_cost_usd"],
} as const;

/** What one turn used, from what its agent told of it. Other currencies than dollars are left out, and so is what is no count. */
export function usageOfTurn(
  told: Readonly<Record<string, number>>,
  { durationMs }: { durationMs: number },
): Usage {
  const of = (name: keyof typeof NAMES): number => figure(told, NAMES[name]);
  const cachedOfInput = Math.min(of("cachedOfInput"), of("inputTokens"));
  const parts = {
    inputTokens: of("inputTokens") - cachedOfInput,
    outputTokens: of("outputTokens") + of("thoughtTokens"),
    cacheReadTokens: of("cacheReadTokens") + cachedOfInput,
    cacheWriteTokens: of("cacheWriteTokens"),
  };
  const isSumAlone = Object.values(parts).every((count) => count === 0);
  return {
    ...parts,
    ...(isSumAlone ? { inputTokens: of("totalTokens") } : {}),
    costUsd: rawFigure(told, NAMES.costUsd),
    durationMs: Math.round(Math.max(durationMs, 0)),
    turns: 1,
  };
}

function rawFigure(told: Readonly<Record<string, number>>, names: readonly string[]): number {
  const [value = 0] = names.flatMap((name) => (Object.hasOwn(told, name) ? [told[name]] : []));
  return Number.isFinite(value) ? Math.max(value, 0) : 0;
}

const figure = (told: Readonly<Record<string, number>>, names: readonly string[]): number =>
  Math.round(rawFigure(told, names));

/** All tokens, those from a cache among them. */
export const tokensOf = (usage: Usage): number =>
  usage.inputTokens + usage.outputTokens + usage.cacheReadTokens + usage.cacheWriteTokens;
