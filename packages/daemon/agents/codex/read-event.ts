// What `codex app-server` tells of a turn, as far as this driver uses it; everything else is left out.
import { z } from "zod";

const text = z.string();
const status = z.string();

const change = z.looseObject({ path: text, diff: text.catch(""), kind: z.looseObject({ type: text }) });
const outputItem = z.looseObject({ text: text.optional() });

const item = z.discriminatedUnion("type", [
  z.looseObject({ type: z.literal("userMessage"), id: text, clientId: text.nullish() }),
  z.looseObject({ type: z.literal("agentMessage"), id: text, text }),
  z.looseObject({ type: z.literal("plan"), id: text, text }),
  z.looseObject({
    type: z.literal("reasoning"),
    id: text,
    summary: z.array(text).catch([]),
    content: z.array(text).catch([]),
  }),
  z.looseObject({
    type: z.literal("commandExecution"),
    id: text,
    command: text,
    cwd: text.nullish(),
    status,
    aggregatedOutput: text.nullish(),
    exitCode: z.number().nullish(),
  }),
  z.looseObject({ type: z.literal("fileChange"), id: text, changes: z.array(change), status }),
  z.looseObject({
    type: z.literal("mcpToolCall"),
    id: text,
    server: text,
    tool: text,
    status,
    arguments: z.unknown(),
    result: z.looseObject({ content: z.array(outputItem).catch([]) }).nullish(),
    error: z.looseObject({ message: text }).nullish(),
  }),
  z.looseObject({
    type: z.literal("dynamicToolCall"),
    id: text,
    tool: text,
    status,
    arguments: z.unknown(),
    contentItems: z.array(outputItem).nullish(),
  }),
  z.looseObject({ type: z.literal("webSearch"), id: text, query: text.catch("") }),
  z.looseObject({ type: z.literal("imageView"), id: text, path: text }),
  z.looseObject({ type: z.literal("contextCompaction"), id: text }),
]);
export type Item = z.infer<typeof item>;

const delta = z.looseObject({ itemId: text, delta: text });
const breakdown = z.looseObject({
  totalTokens: z.number(),
  inputTokens: z.number(),
  cachedInputTokens: z.number().catch(0),
  cacheWriteInputTokens: z.number().catch(0),
  outputTokens: z.number(),
  reasoningOutputTokens: z.number().catch(0),
});
const tokenUsage = z.looseObject({
  total: breakdown,
  last: breakdown,
  modelContextWindow: z.number().nullish(),
});
export type TokenUsage = z.infer<typeof tokenUsage>;

const turnError = z.looseObject({
  message: text,
  codexErrorInfo: z
    .union([text, z.record(text, z.unknown())])
    .nullish()
    .catch(null),
  additionalDetails: text.nullish(),
});
export type TurnError = z.infer<typeof turnError>;

const window = z.looseObject({ usedPercent: z.number(), resetsAt: z.number().nullish() }).nullish();
const rateLimits = z.looseObject({ primary: window.catch(null), secondary: window.catch(null) });
export type RateLimits = z.infer<typeof rateLimits>;

const planStep = z.looseObject({ step: text, status });
const turn = z.looseObject({
  id: text,
  status: z.enum(["completed", "interrupted", "failed", "inProgress"]),
  error: turnError.nullish(),
});
export type CodexTurn = z.infer<typeof turn>;

const schemas = {
  "item/started": z.looseObject({ item }),
  "item/completed": z.looseObject({ item }),
  "item/agentMessage/delta": delta,
  "item/reasoning/summaryTextDelta": delta,
  "item/reasoning/summaryPartAdded": z.looseObject({ itemId: text, summaryIndex: z.number() }),
  "item/reasoning/textDelta": delta,
  "item/commandExecution/outputDelta": delta,
  "turn/started": z.looseObject({ turn }),
  "turn/completed": z.looseObject({ turn }),
  "turn/plan/updated": z.looseObject({ turnId: text, explanation: text.nullish(), plan: z.array(planStep) }),
  "thread/tokenUsage/updated": z.looseObject({ tokenUsage }),
  "account/rateLimits/updated": z.looseObject({ rateLimits }),
  error: z.looseObject({ error: turnError, willRetry: z.boolean().catch(false) }),
  warning: z.looseObject({ message: text }),
  configWarning: z.looseObject({ summary: text }),
  "serverRequest/resolved": z.looseObject({ requestId: z.union([z.string(), z.number()]) }),
} as const;
type Method = keyof typeof schemas;

export type CodexEvent = {
  [Known in Method]: { method: Known; params: z.infer<(typeof schemas)[Known]> };
}[Method];

/** The fields of each notification that are read, and of each kind of item: a newer Codex is compared with them. */
export const READ_FIELDS = {
  notifications: Object.entries(schemas).map(([name, { shape }]) => ({ name, fields: Object.keys(shape) })),
  items: item.options.map(({ shape }) => ({ name: shape.type.value, fields: Object.keys(shape) })),
};

const ofThread = z.looseObject({ threadId: text.nullish() });

/** Null for what this driver does not use, and for what is said of another thread. */
export function readEvent(method: string, params: unknown, threadId: string | null): CodexEvent | null {
  if (!isKnown(method)) return null;
  const about = ofThread.safeParse(params);
  if (threadId !== null && about.success && (about.data.threadId ?? threadId) !== threadId) return null;
  const parsed = schemas[method].safeParse(params);
  // The schema is the one of the method; TypeScript cannot follow that over a union.
  return parsed.success ? ({ method, params: parsed.data } as CodexEvent) : null;
}

const isKnown = (method: string): method is Method => Object.hasOwn(schemas, method);
