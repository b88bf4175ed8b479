// History over HTTP: a contract across its phases, the positions and the tree of a task, and the search.
import { PHASES } from "@makima/core/contract";
import { MESSAGE_ROLES } from "@makima/core/conversation";
import { MAX_QUERY_LENGTH, SEARCH_KINDS } from "@makima/core/search";
import { TASK_KINDS, TASK_STATUSES } from "@makima/core/task";
import { z } from "zod";
import { endpoint } from "../http/endpoint.ts";
import { closed, count, id, listOf, none, page, text, time } from "../shapes/shapes.ts";
import { checkpointShape, messageShape } from "../tasks/task-shapes.ts";
import { eventShape } from "../timeline/timeline.ts";

const params = closed({ id });

const placed = {
  /** the place in the contract's history: 1, 2, 3 … */
  number: count,
  phase: z.enum(PHASES),
  at: time,
};

/** A checkpoint stands where its event stands. A message's place as seen from the head is its task's matter, so it has no `index` here. */
const historyItem = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("event"), ...placed, taskId: id.nullable(), data: eventShape }),
  z.object({
    kind: z.literal("message"),
    ...placed,
    taskId: id,
    /** false where a rewind has taken it out of its own task's view; it is kept, and a fork from before may still see it */
    inView: z.boolean(),
    data: messageShape.omit({ index: true }),
  }),
  z.object({ kind: z.literal("checkpoint"), ...placed, taskId: id, data: checkpointShape }),
]);
export type HistoryItem = z.infer<typeof historyItem>;

const POSITION_REASONS = ["phase_end", "checkpoint", "rewind", "fork"] as const;

/** A place in the conversation that one can go back to or fork from: nothing is copied for it. */
const positionShape = z.object({
  /** null before the first message */
  messageId: z.string().nullable(),
  /** the place as it was seen then; -1 before the first message */
  messageIndex: z.int().min(-1),
  /** `rewind`: the end of what was in view before it; `fork`: where another task begins from here, or this one began */
  reason: z.enum(POSITION_REASONS),
  phase: z.enum(PHASES),
  checkpointId: id.nullable(),
  createdAt: time,
});
export type Position = z.infer<typeof positionShape>;

const treeNode = z.object({
  taskId: id,
  /** the task that spawned it or that it was forked from; null for the one that was asked for */
  fromTaskId: id.nullable(),
  relation: z.enum(["root", "spawned", "forked"]),
  /** 0 for the one that was asked for */
  depth: count,
  name: z.string(),
  kind: z.enum(TASK_KINDS),
  status: z.enum(TASK_STATUSES),
  agent: z.string(),
  progress: count,
  createdAt: time,
  endedAt: time.nullable(),
});
export type TreeNode = z.infer<typeof treeNode>;

const hitShape = z.object({
  kind: z.enum(SEARCH_KINDS),
  contractId: id,
  contractName: z.string(),
  /** null for a contract's goal; a task's plan is a goal too */
  taskId: id.nullable(),
  taskName: z.string().nullable(),
  /** of a message: its name, and who says it */
  messageId: z.string().nullable(),
  role: z.enum(MESSAGE_ROLES).nullable(),
  /** of output: the number of its first piece in the task's output */
  outputSeq: count.nullable(),
  /** false where a rewind has taken the message out of its own task's view; it is kept, and a fork from before may still see it */
  inView: z.boolean(),
  /** greater is better, within one answer */
  rank: z.number(),
  excerpt: z.array(z.object({ text: z.string(), hit: z.boolean() })),
  at: time,
});
export type SearchHit = z.infer<typeof hitShape>;

const densityShape = z.object({
  from: time,
  to: time,
  /** milliseconds; the last bucket ends at `to` */
  bucketMs: z.number(),
  /** buckets in which nothing happened are left out */
  items: z.array(
    z.object({
      bucket: count,
      /** null where no tasks were named */
      taskId: id.nullable(),
      /** an event's type, or "message." and the role; null where no tasks were named */
      type: z.string().nullable(),
      count,
      /** the first one's and the last one's number in the history */
      firstNumber: count,
      lastNumber: count,
    }),
  ),
});

export type Density = z.infer<typeof densityShape>;

const lagShape = z.object({
  /** events and messages without a number in their contract's history */
  unnumbered: count,
  /** numbers of histories whose words are not in the search index */
  words: count,
  /** pieces of output that are not */
  output: count,
});
export type HistoryLag = z.infer<typeof lagShape>;

export const historyEndpoints = {
  getHistory: endpoint({
    method: "GET",
    path: "/contracts/{id}/history",
    summary: "Messages, events and checkpoints of all tasks of a contract in causal order, across its phases",
    scope: "read",
    params,
    query: closed({
      ...page,
      order: z.enum(["asc", "desc"]).default("asc"),
      phase: z.enum(PHASES).optional(),
      /** "message", "message.user", "checkpoint", "event", or a type of event or its beginning; may be repeated */
      type: z.union([text({ min: 1, max: 60 }), z.array(text({ min: 1, max: 60 })).max(20)]).optional(),
      taskId: id.optional(),
      from: time.optional(),
      to: time.optional(),
      /** the page begins at this number, itself included, in either order; a cursor stands before it */
      fromNumber: z.coerce.number().int().min(1).optional(),
    }),
    body: none,
    answer: listOf(historyItem),
    status: 200,
    errors: ["VALIDATION", "NOT_FOUND", "UNKNOWN_TYPE", "TIMES_REVERSED", "INVALID_CURSOR"],
  }),
  getDensity: endpoint({
    method: "GET",
    path: "/contracts/{id}/history/density",
    summary:
      "How much happened in a contract when: counts of its history by piece of time, by kind, and by task where tasks are named",
    scope: "read",
    params,
    query: closed({
      /** default: from the first to the last item; `to` is not part of it */
      from: time.optional(),
      to: time.optional(),
      buckets: z.coerce.number().int().min(1).max(400).default(200),
      /** as the history takes it */
      type: z.union([text({ min: 1, max: 60 }), z.array(text({ min: 1, max: 60 })).max(40)]).optional(),
      /** may be repeated; without it, all tasks together */
      taskId: z.union([id.transform((one) => [one]), z.array(id).max(50)]).optional(),
    }),
    body: none,
    answer: densityShape,
    status: 200,
    errors: ["VALIDATION", "NOT_FOUND", "UNKNOWN_TYPE", "TIMES_REVERSED"],
  }),
  getPositions: endpoint({
    method: "GET",
    path: "/mesh/tasks/{id}/positions",
    summary: "The places of a task's conversation that one can go back to or fork from",
    scope: "read",
    params,
    query: closed(page),
    body: none,
    answer: listOf(positionShape),
    status: 200,
    errors: ["NOT_FOUND", "INVALID_CURSOR"],
  }),
  getTree: endpoint({
    method: "GET",
    path: "/mesh/tasks/{id}/tree",
    summary: "A task with all that it spawned and that was forked from it, depth first",
    scope: "read",
    params,
    query: closed(page),
    body: none,
    answer: listOf(treeNode),
    status: 200,
    errors: ["NOT_FOUND", "INVALID_CURSOR"],
  }),
  search: endpoint({
    method: "GET",
    path: "/search",
    summary:
      "Full text over messages, output and goals: the newest groups first, the best hits of each group first",
    scope: "read",
    params: none,
    query: closed({
      ...page,
      /** words; "in a row", -without, one or other; the last word may be the beginning of one */
      q: text({ max: MAX_QUERY_LENGTH }),
      contractId: id.optional(),
      kind: z.enum(SEARCH_KINDS).optional(),
    }),
    body: none,
    answer: listOf(hitShape),
    status: 200,
    errors: ["VALIDATION", "NOT_FOUND", "EMPTY_QUERY", "INVALID_CURSOR"],
  }),
  getHistoryLag: endpoint({
    method: "GET",
    path: "/history/lag",
    summary: "What is written and not yet in the histories and the search index; zero when all is quiet",
    scope: "read",
    params: none,
    query: closed({}),
    body: none,
    answer: lagShape,
    status: 200,
    errors: [],
  }),
};
