// Where the tasks of a contract stand in its graph: a row each, what came later further to the right, and an edge from all that one came from.
import type { HistoryItem } from "@makima/protocol/history";
import type { Task } from "@makima/protocol/tasks";
import { treeOf } from "../contract/tree-of.ts";

export type CheckpointItem = Extract<HistoryItem, { kind: "checkpoint" }>;
export type GraphTask = Pick<
  Task,
  | "id"
  | "name"
  | "status"
  | "agent"
  | "parentTaskId"
  | "dependsOn"
  | "forkedFrom"
  | "createdAt"
  | "mergedCommit"
>;

export type Row = {
  task: GraphTask;
  row: number;
  /** of its beginning; checkpoint n stands n columns after it */
  column: number;
  checkpoints: readonly CheckpointItem[];
  /** checkpoints that are older than those drawn */
  older: number;
};
type EdgeKind = "spawn" | "fork" | "depends";
export type Edge = {
  kind: EdgeKind;
  from: { row: number; column: number };
  to: { row: number; column: number };
};
export type Graph = { rows: readonly Row[]; edges: readonly Edge[]; columns: number };

/** Of one task no more are drawn; the tab Checkpoints has them all. */
const MOST_CHECKPOINTS = 60;

export function layOutGraph(tasks: readonly GraphTask[], checkpoints: readonly CheckpointItem[]): Graph {
  const made = Map.groupBy(checkpoints, ({ taskId }) => taskId);
  const rows = new Map<string, Row>();
  treeOf(tasks).forEach(({ task }, row) => {
    const all = made.get(task.id) ?? [];
    const shown = all.slice(-MOST_CHECKPOINTS);
    rows.set(task.id, { task, row, column: 0, checkpoints: shown, older: all.length - shown.length });
  });
  const placed = new Set<string>();
  for (const { task } of rows.values()) place(task.id, { rows, placed });
  const edges = [...rows.values()].flatMap((row) => edgesTo(row, rows));
  const columns = Math.max(1, ...[...rows.values()].map(endOf)) + 1;
  return { rows: [...rows.values()], edges, columns };
}

type Placing = { rows: Map<string, Row>; placed: Set<string> };

/** Behind everything that it came from. */
function place(id: string, placing: Placing): void {
  const { rows, placed } = placing;
  const row = rows.get(id);
  if (row === undefined || placed.has(id)) return;
  placed.add(id);
  for (const { source } of sourcesOf(row)) place(source, placing);
  row.column = Math.max(0, ...edgesTo(row, rows).map(({ from }) => from.column + 1));
}

function edgesTo(row: Row, rows: ReadonlyMap<string, Row>): Edge[] {
  return sourcesOf(row).flatMap(({ kind, source }): Edge[] => {
    const from = rows.get(source);
    if (from === undefined) return [];
    const column = kind === "depends" ? endOf(from) : columnThen(from, row.task);
    return [{ kind, from: { row: from.row, column }, to: { row: row.row, column: row.column } }];
  });
}

function sourcesOf({ task }: Row): { kind: EdgeKind; source: string }[] {
  const { forkedFrom, parentTaskId, dependsOn } = task;
  const parent =
    forkedFrom !== null
      ? [{ kind: "fork" as const, source: forkedFrom.taskId }]
      : parentTaskId === null
        ? []
        : [{ kind: "spawn" as const, source: parentTaskId }];
  return [...parent, ...dependsOn.map((source) => ({ kind: "depends" as const, source }))];
}

const endOf = ({ column, checkpoints }: Row): number => column + checkpoints.length;

/** How far a task was when this one came from it: at the checkpoint of a fork, else at the last one before it began. */
function columnThen(from: Row, { forkedFrom, createdAt }: GraphTask): number {
  const exact = from.checkpoints.findIndex(({ data }) => data.id === forkedFrom?.checkpointId);
  if (exact !== -1) return from.column + exact + 1;
  const then = forkedFrom?.at ?? createdAt;
  return from.column + from.checkpoints.filter(({ at }) => at <= then).length;
}
