// Tasks as a tree: what spawned them, or what they were forked from.
import type { Task } from "@makima/protocol/tasks";

type Placed = Pick<Task, "id" | "parentTaskId" | "forkedFrom">;
export type Branch<Each = Task> = { task: Each; depth: number };

export function treeOf<Each extends Placed>(tasks: readonly Each[]): Branch<Each>[] {
  const ids = new Set(tasks.map(({ id }) => id));
  const parentOf = ({ parentTaskId, forkedFrom }: Placed): string | null =>
    forkedFrom?.taskId ?? parentTaskId;
  const below = Map.groupBy(tasks, (task) => {
    const parent = parentOf(task);
    return parent !== null && ids.has(parent) ? parent : null;
  });
  const walk = (parent: string | null, depth: number): Branch<Each>[] =>
    (below.get(parent) ?? []).flatMap((task) => [{ task, depth }, ...walk(task.id, depth + 1)]);
  return walk(null, 0);
}
