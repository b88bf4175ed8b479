// Reads the fenced JSON blocks that a prompt carries: what is new, and the old conversation if it is told again.
import { z } from "zod";

const taskResult = z.looseObject({ taskId: z.string() });

const newsItem = z.discriminatedUnion("kind", [
  z.looseObject({
    kind: z.literal("answer"),
    questionId: z.string(),
    status: z.string().default("answered"),
  }),
  z.looseObject({ kind: z.literal("results"), results: z.array(taskResult) }),
  z.looseObject({
    kind: z.literal("restoration"),
    openQuestions: z.array(z.looseObject({ questionId: z.string() })).default([]),
    awaitedTasks: z.array(taskResult).default([]),
  }),
  z.looseObject({ kind: z.literal("message"), role: z.undefined().optional(), text: z.string() }),
  z.looseObject({ kind: z.literal("news"), results: z.array(taskResult) }),
  z.looseObject({ kind: z.literal("phase"), newPhase: z.string() }),
  z.looseObject({ kind: z.literal("finding"), text: z.string() }),
]);

const pastItem = z.discriminatedUnion("kind", [
  z.looseObject({ kind: z.literal("message"), role: z.string(), text: z.string() }),
  z.looseObject({
    kind: z.literal("tool_call"),
    toolCallId: z.string(),
    toolName: z.string().default(""),
    status: z.string(),
    input: z.unknown(),
    output: z.unknown(),
  }),
]);

export type NewsItem = z.infer<typeof newsItem>;
export type PastItem = z.infer<typeof pastItem>;
export type PastCall = Extract<PastItem, { kind: "tool_call" }>;
export type TaskResult = z.infer<typeof taskResult>;

export interface News {
  /** What the agent is told now. */
  items: NewsItem[];
  /** The conversation so far, in order, when the client tells it again. */
  past: PastItem[];
}

const block = /^```json[ \t]*\r?\n([\s\S]*?)^```[ \t]*$/gm;

/** Blocks of another kind, or that are no JSON, are text like any other. */
export function parseNews(prompt: string): News {
  const news: News = { items: [], past: [] };
  for (const [, text = ""] of prompt.matchAll(block)) {
    const value = parseJson(text);
    const past = pastItem.safeParse(value);
    if (past.success) {
      news.past.push(past.data);
      continue;
    }
    const item = newsItem.safeParse(value);
    if (item.success) news.items.push(item.data);
  }
  return news;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // A person may write such a block too.
  }
}
