// A task's statuses: which follows which, and what its dependencies mean.
import fc from "fast-check";
import { expect, test } from "vitest";
import { decideDependencies, isTaskOver, mayFollow, TASK_STATUSES } from "./task.ts";

test("a terminal status has no way out, and every other has one", () => {
  for (const from of TASK_STATUSES) {
    const next = TASK_STATUSES.filter((to) => mayFollow(from, to));
    expect(next.length === 0).toBe(isTaskOver(from));
    expect(next).not.toContain(from);
    expect(next).not.toContain("pending");
  }
  expect(TASK_STATUSES.filter(isTaskOver)).toEqual(["done", "failed", "cancelled"]);
});

test("a task that lives can always be cancelled or fail", () => {
  for (const from of TASK_STATUSES.filter((status) => !isTaskOver(status))) {
    expect(mayFollow(from, "cancelled")).toBe(true);
    expect(mayFollow(from, "failed")).toBe(true);
  }
});

const dependency = fc.record({
  taskId: fc.uuid(),
  name: fc.string(),
  status: fc.constantFrom(...TASK_STATUSES),
});

test("a task begins when all it depends on is done, is cancelled with one that is lost, and else waits for the open ones", () => {
  fc.assert(
    fc.property(fc.array(dependency, { maxLength: 5 }), (dependencies) => {
      const decision = decideDependencies(dependencies);
      const lost = dependencies.filter(({ status }) => status === "failed" || status === "cancelled");
      const open = dependencies.filter(({ status }) => status !== "done");
      const waitOrBegin = open.length > 0 ? { kind: "wait", on: open } : { kind: "ready" };
      expect(decision).toEqual(lost.length > 0 ? { kind: "cancel", because: lost[0] } : waitOrBegin);
    }),
  );
});
