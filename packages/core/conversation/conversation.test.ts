// Stretches against a plain model: a conversation is an array, a rewind cuts it, a fork copies it.
import fc from "fast-check";
import { expect, test } from "vitest";
import { type Segment, sharedLength, stretchesOf } from "./conversation.ts";

type Task = { chain: Segment[]; lastSeq: number; model: string[] };

const seqOf = (message: string): number => Number(message.split(":")[1]);

/** What the stretches show, message by message. */
const shown = ({ chain, lastSeq }: Task): string[] =>
  stretchesOf(chain, lastSeq).flatMap(({ taskId, fromSeq, toSeq }) =>
    Array.from({ length: toSeq - fromSeq + 1 }, (_, n) => `${taskId}:${fromSeq + n}`),
  );

let segments = 0;
const segment = (parts: Omit<Segment, "id">): Segment => ({ id: `s${(segments += 1)}`, ...parts });

const newTask = (taskId: string): Task => ({
  chain: [segment({ taskId, startSeq: 1, startIndex: 0, parentId: null })],
  lastSeq: 0,
  model: [],
});

function append(task: Task, { taskId, count }: { taskId: string; count: number }): void {
  for (let n = 0; n < count; n++) {
    task.lastSeq += 1;
    task.model.push(`${taskId}:${task.lastSeq}`);
  }
}

/** The head becomes an empty segment that continues what is there up to `length`; at the very beginning it continues nothing. */
function rewind(task: Task, { taskId, length }: { taskId: string; length: number }): void {
  const parent = length === 0 ? null : (task.chain[0]?.id ?? null);
  const head = segment({ taskId, startSeq: task.lastSeq + 1, startIndex: length, parentId: parent });
  task.chain = parent === null ? [head] : [head, ...task.chain];
  task.model = task.model.slice(0, length);
}

function fork(task: Task, { taskId, length }: { taskId: string; length: number }): Task {
  const copy: Task = { chain: task.chain, lastSeq: 0, model: task.model };
  rewind(copy, { taskId, length });
  return copy;
}

const step = fc.oneof(
  fc.record({ kind: fc.constant("append" as const), count: fc.integer({ min: 0, max: 5 }) }),
  fc.record({ kind: fc.constant("rewind" as const), part: fc.double({ min: 0, max: 1, noNaN: true }) }),
  fc.record({ kind: fc.constant("fork" as const), part: fc.double({ min: 0, max: 1, noNaN: true }) }),
);

test("after any appends, rewinds and forks the stretches show what an array would", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      let taskId = "t0";
      let task = newTask(taskId);
      for (const [n, { kind, ...more }] of steps.entries()) {
        const length = "part" in more ? Math.round(more.part * task.model.length) : 0;
        if ("count" in more) append(task, { taskId, count: more.count });
        else if (kind === "rewind") rewind(task, { taskId, length });
        else {
          taskId = `t${n + 1}`;
          task = fork(task, { taskId, length });
        }
        expect(shown(task)).toEqual(task.model);
      }
    }),
  );
});

test("each stretch says at which place it begins", () => {
  const task = newTask("a");
  append(task, { taskId: "a", count: 5 });
  rewind(task, { taskId: "a", length: 2 });
  append(task, { taskId: "a", count: 1 });
  expect(stretchesOf(task.chain, task.lastSeq)).toEqual([
    { taskId: "a", fromSeq: 1, toSeq: 2, fromIndex: 0 },
    { taskId: "a", fromSeq: 6, toSeq: 6, fromIndex: 2 },
  ]);
  expect(task.model.map(seqOf)).toEqual([1, 2, 6]);
});

test("a conversation without messages has no stretch", () => {
  expect(stretchesOf(newTask("a").chain, 0)).toEqual([]);
  expect(stretchesOf([], 0)).toEqual([]);
});

test("what two views have in common is what their arrays have in common", () => {
  const cut = fc.double({ min: 0, max: 1, noNaN: true });
  const count = fc.integer({ min: 0, max: 4 });
  fc.assert(
    fc.property(fc.array(fc.record({ cut, count }), { maxLength: 12 }), cut, (steps, last) => {
      const task = newTask("t0");
      const views = [stretchesOf(task.chain, task.lastSeq)];
      const models = [task.model.slice()];
      for (const step of steps) {
        append(task, { taskId: "t0", count: step.count });
        rewind(task, { taskId: "t0", length: Math.round(step.cut * task.model.length) });
        append(task, { taskId: "t0", count: step.count });
        views.push(stretchesOf(task.chain, task.lastSeq));
        models.push(task.model.slice());
      }
      const forked = fork(task, { taskId: "t1", length: Math.round(last * task.model.length) });
      append(forked, { taskId: "t1", count: 2 });
      views.push(stretchesOf(forked.chain, forked.lastSeq));
      models.push(forked.model);
      for (const [i, one] of views.entries())
        for (const [j, other] of views.entries()) {
          const [mine = [], theirs = []] = [models[i], models[j]];
          const differ = mine.findIndex((message, place) => message !== theirs[place]);
          expect(sharedLength(one, other)).toBe(differ === -1 ? mine.length : differ);
        }
    }),
  );
});
