// Decides what a prompt means for a tool call that answered "pending".
import { z } from "zod";
import { type NewsItem, parseNews, type TaskResult } from "./parse-news.ts";

/** A step whose call has been answered with "pending": the turn ended, and a later prompt brings its result. */
export interface Pending {
  questionId: string | null;
  taskIds: string[];
  mode: "all" | "any";
  /** Results that came so far while others are still missing. */
  received: TaskResult[];
}

export type Settlement =
  | { kind: "settled"; value: Record<string, unknown> }
  | { kind: "waiting"; pending: Pending }
  | { kind: "call_again" };

const pendingResult = z.looseObject({
  status: z.literal("pending"),
  questionId: z.string().nullish(),
  taskIds: z.array(z.string()).nullish(),
});

/** Null when the result of the call is its real one. */
export function readPending(result: unknown, args: Record<string, unknown>): Pending | null {
  const parsed = pendingResult.safeParse(result);
  if (!parsed.success) return null;
  const { questionId, taskIds } = parsed.data;
  return {
    questionId: questionId ?? null,
    taskIds: taskIds ?? [],
    mode: args["mode"] === "any" ? "any" : "all",
    received: [],
  };
}

/**
 * The rule, in this order: a block with our answer or our tasks' results settles the call · a prompt without
 * any block is itself the result · a restoration notice that does not list what we wait for as still open
 * makes the step call again · everything else is other news, and the wait goes on.
 */
export function settlePending(pending: Pending, prompt: string): Settlement {
  const { items } = parseNews(prompt);
  const answer = items.find((item) => item.kind === "answer" && item.questionId === pending.questionId);
  if (answer !== undefined) return settled(answer, prompt);
  const received = [...pending.received, ...items.flatMap((item) => resultsFor(pending, item))];
  if (isComplete(pending, received)) return settled({ status: "done", results: received }, prompt);
  if (items.length === 0) {
    return settled({ status: "answered", questionId: pending.questionId, response: prompt.trim() }, prompt);
  }
  const notices = items.filter((item) => item.kind === "restoration");
  if (notices.length > 0 && !notices.some((notice) => isListed(pending, notice))) {
    return { kind: "call_again" };
  }
  return { kind: "waiting", pending: { ...pending, received } };
}

function settled(fields: Record<string, unknown>, prompt: string): Settlement {
  const { kind: _, ...value } = fields;
  return { kind: "settled", value: { ...value, prompt } };
}

function resultsFor(pending: Pending, item: NewsItem): TaskResult[] {
  if (item.kind !== "results") return [];
  return item.results.filter(({ taskId }) => pending.taskIds.includes(taskId));
}

function isComplete(pending: Pending, received: TaskResult[]): boolean {
  if (pending.taskIds.length === 0) return false;
  const isHere = (id: string) => received.some(({ taskId }) => taskId === id);
  return pending.mode === "all" ? pending.taskIds.every(isHere) : pending.taskIds.some(isHere);
}

function isListed(pending: Pending, notice: Extract<NewsItem, { kind: "restoration" }>): boolean {
  return (
    notice.openQuestions.some(({ questionId }) => questionId === pending.questionId) ||
    notice.awaitedTasks.some(({ taskId }) => pending.taskIds.includes(taskId))
  );
}
