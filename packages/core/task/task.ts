// A task: its kinds and statuses, and the only edges between statuses that the database will ever see.

export const TASK_KINDS = ["supervisor", "worker", "reviewer"] as const;
export type TaskKind = (typeof TASK_KINDS)[number];

export const TASK_STATUSES = [
  "pending",
  "starting",
  "running",
  "waiting",
  "done",
  "failed",
  "cancelled",
  "interrupted",
] as const;
export type TaskStatus = (typeof TASK_STATUSES)[number];

const EDGES: Record<TaskStatus, readonly TaskStatus[]> = {
  pending: ["starting", "failed", "cancelled"],
  starting: ["running", "waiting", "failed", "cancelled", "interrupted", "done"],
  running: ["waiting", "done", "failed", "cancelled", "interrupted"],
  waiting: ["starting", "running", "done", "failed", "cancelled", "interrupted"],
  interrupted: ["starting", "waiting", "done", "failed", "cancelled"],
  done: [],
  failed: [],
  cancelled: [],
};

/** True when a task may go from one status to the other. A terminal status has no way out: retry makes a new task. */
export const mayFollow = (from: TaskStatus, to: TaskStatus): boolean => EDGES[from].includes(to);

export const isTaskOver = (status: TaskStatus): boolean => EDGES[status].length === 0;

export type Dependency = { taskId: string; name: string; status: TaskStatus };
export type DependencyDecision =
  | { kind: "ready" }
  | { kind: "wait"; on: readonly Dependency[] }
  | { kind: "cancel"; because: Dependency };

/** A task begins when all it depends on is done; a failed or cancelled dependency cancels it, by name. */
export function decideDependencies(dependencies: readonly Dependency[]): DependencyDecision {
  const lost = dependencies.find(({ status }) => status === "failed" || status === "cancelled");
  if (lost !== undefined) return { kind: "cancel", because: lost };
  const open = dependencies.filter(({ status }) => status !== "done");
  return open.length === 0 ? { kind: "ready" } : { kind: "wait", on: open };
}
