// A task with all that it spawned and that was forked from it, depth first.
import type { historyEndpoints, TreeNode } from "@makima/protocol/history";
import { z } from "zod";
import { statement } from "../db/database.ts";
import { decodePageCursor, encodePageCursor, pageOf } from "../db/page-cursor.ts";
import { cursorWith, EVENT_PLACE, type PlacedInJournal } from "./place-in-journal.ts";
import { seenFromHead } from "./seen-from-head.ts";

type Query = z.infer<typeof historyEndpoints.getTree.query>;
type Answer = z.infer<typeof historyEndpoints.getTree.answer>;
type Row = Omit<TreeNode, "fromTaskId" | "relation" | "depth" | "createdAt" | "endedAt"> &
  PlacedInJournal & {
    parentTaskId: string | null;
    forkedFrom: string | null;
    createdAt: Date;
    endedAt: Date | null;
  };

const TASKS = statement(
  "tasks-of-tree",
  `select id as "taskId", parent_task_id as "parentTaskId", forked_from ->> 'taskId' as "forkedFrom", name, kind, status, agent, progress,
     created_at as "createdAt", ended_at as "endedAt", ${EVENT_PLACE}
   from task where owner_id = $1 and contract_id = $3 order by created_at, id`,
);

/** The nodes of a page may have their parents on an earlier one. Throws NOT_FOUND or INVALID_CURSOR. */
export const getTree = seenFromHead<Query, Answer>(async ({ reader, view, query }) => {
  const { ownerId, taskId, contractId } = view;
  const of = { ownerId, list: "tree", query: { taskId } };
  const skipped = decodePageCursor(of, query.cursor, z.tuple([z.int().min(1)]))?.[0] ?? 0;
  const tasks = await reader.rows<Row>(TASKS, [ownerId, taskId, contractId]);
  const nodes = grow(tasks, taskId).slice(skipped, skipped + query.limit + 1);
  const { rows, nextCursor } = pageOf(nodes, query.limit, () =>
    encodePageCursor(of, [skipped + query.limit]),
  );
  return { items: rows, nextCursor, cursor: cursorWith(view, tasks) };
});

/** A fork belongs to what it was forked from, wherever its supervisor is. */
function grow(tasks: readonly Row[], rootId: string): TreeNode[] {
  const children = Map.groupBy(tasks, ({ forkedFrom, parentTaskId }) => forkedFrom ?? parentTaskId);
  const nodes: TreeNode[] = [];
  const add = (task: Row, depth: number): void => {
    nodes.push(showNode(task, depth));
    for (const child of children.get(task.taskId) ?? []) add(child, depth + 1);
  };
  const root = tasks.find(({ taskId }) => taskId === rootId);
  if (root !== undefined) add(root, 0);
  return nodes;
}

function showNode(row: Row, depth: number): TreeNode {
  const { lastEvent: _, parentTaskId, forkedFrom, createdAt, endedAt, ...shown } = row;
  return {
    ...shown,
    depth,
    relation: depth === 0 ? "root" : forkedFrom === null ? "spawned" : "forked",
    fromTaskId: depth === 0 ? null : (forkedFrom ?? parentTaskId),
    createdAt: createdAt.toISOString(),
    endedAt: endedAt?.toISOString() ?? null,
  };
}
