import { expect, test } from "vitest";
import { type CheckpointItem, type GraphTask, layOutGraph } from "./lay-out-graph.ts";

const at = (second: number): string => new Date(second * 1000).toISOString();
const task = (id: string, second: number, more: Partial<GraphTask> = {}): GraphTask => ({
  ...{ id, name: id, status: "running", agent: "scripted", parentTaskId: null, dependsOn: [] },
  ...{ forkedFrom: null, mergedCommit: null, createdAt: at(second), ...more },
});
// What the layout reads of a checkpoint stands here; the rest of its shape is of no matter to it.
const made = (taskId: string, second: number): CheckpointItem =>
  ({
    kind: "checkpoint",
    number: second,
    taskId,
    at: at(second),
    data: { id: `${taskId}${second}` },
  }) as CheckpointItem;
const columnsOf = (tasks: readonly GraphTask[], checkpoints: readonly CheckpointItem[]) =>
  Object.fromEntries(layOutGraph(tasks, checkpoints).rows.map(({ task: { id }, column }) => [id, column]));

test("what was spawned stands behind what its parent had done by then", () => {
  const tasks = [
    task("lead", 0),
    task("early", 1, { parentTaskId: "lead" }),
    task("late", 5, { parentTaskId: "lead" }),
  ];
  const checkpoints = [made("lead", 2), made("lead", 4)];
  expect(columnsOf(tasks, checkpoints)).toEqual({ lead: 0, early: 1, late: 3 });
  expect(layOutGraph(tasks, checkpoints).columns).toBe(4);
});

test("a fork begins at its checkpoint, whenever it was made", () => {
  const forkedFrom = {
    taskId: "a",
    type: "checkpoint",
    checkpointId: "a1",
    messageId: null,
    at: at(9),
    way: "fork",
  } as const;
  const { edges } = layOutGraph(
    [task("a", 0), task("b", 10, { forkedFrom, parentTaskId: "a" })],
    [made("a", 1), made("a", 2), made("a", 3)],
  );
  expect(edges).toEqual([{ kind: "fork", from: { row: 0, column: 1 }, to: { row: 1, column: 2 } }]);
});

test("what waits for others stands behind their ends, also behind one that comes later in the list", () => {
  const tasks = [
    task("lead", 0),
    task("tests", 1, { parentTaskId: "lead", dependsOn: ["routes", "gone"] }),
    task("routes", 1, { parentTaskId: "lead" }),
  ];
  expect(columnsOf(tasks, [made("routes", 2), made("routes", 3)])).toEqual({ lead: 0, tests: 4, routes: 1 });
});

test("a circle, which nobody can make, is drawn all the same", () => {
  const tasks = [task("a", 0, { dependsOn: ["b"] }), task("b", 0, { dependsOn: ["a"] })];
  expect(layOutGraph(tasks, []).rows).toHaveLength(2);
});

test("of very many checkpoints the newest are drawn", () => {
  const checkpoints = Array.from({ length: 100 }, (_, place) => made("a", place));
  const [row] = layOutGraph([task("a", 0)], checkpoints).rows;
  expect(row).toMatchObject({ older: 40 });
  expect(row?.checkpoints.at(-1)?.number).toBe(99);
});

test("a thousand tasks and their checkpoints have their places at once", () => {
  const tasks = Array.from({ length: 1_000 }, (_, place) =>
    task(
      `t${place}`,
      place,
      place === 0 ? {} : { parentTaskId: "t0", dependsOn: place > 1 ? [`t${place - 1}`] : [] },
    ),
  );
  const { rows, edges } = layOutGraph(
    tasks,
    tasks.map(({ id }, place) => made(id, place)),
  );
  expect(rows).toHaveLength(1_000);
  expect(edges).toHaveLength(999 + 998);
});
