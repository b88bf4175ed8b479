// What the demonstration's checks find, and what they let pass.
import type { Task } from "@makima/protocol/tasks";
import type { TimelineEvent } from "@makima/protocol/timeline";
import { expect, test } from "vitest";
import { checkHistory, type History } from "./check-history.ts";

const event = (number: number, type: string, rest: object = {}) =>
  ({ number, type, taskId: null, data: {}, ...rest }) as TimelineEvent;
const worker = (name: string, status = "done") => ({ name, kind: "worker", status }) as Task;

const good: History = {
  tasks: [{ name: "s", kind: "supervisor", status: "done" } as Task, worker("a"), worker("b"), worker("c")],
  events: [
    event(1, "run.begun", { taskId: "s", data: { epoch: 1 } }),
    event(2, "question.asked", { data: { questionId: "q" } }),
    event(3, "question.redelivered", { data: { questionId: "q" } }),
    event(4, "run.begun", { taskId: "s", data: { epoch: 2 } }),
    event(5, "question.answered", { data: { questionId: "q" } }),
  ],
  sequences: new Map([
    ["s", [4, 5, 6]],
    ["a", []],
  ]),
};

const failing = (history: History): string[] =>
  checkHistory(history).flatMap(({ name, isFine }) => (isFine ? [] : [name]));

test("a history as it should be passes, with a question shown again and a run in a new epoch", () => {
  expect(failing(good)).toEqual([]);
});

test.each<[string, Partial<History>]>([
  ["three worker tasks, all done", { tasks: [...good.tasks, worker("d")] }],
  ["three worker tasks, all done", { tasks: [worker("a"), worker("b"), worker("c", "failed")] }],
  ["each question asked once and answered once", { events: [...good.events, event(6, "question.asked")] }],
  ["each question asked once and answered once", { events: good.events.slice(0, 4) }],
  [
    "no run begun twice",
    { events: [...good.events, event(6, "run.begun", { taskId: "s", data: { epoch: 2 } })] },
  ],
  ["every conversation without gap or repeat", { sequences: new Map([["s", [1, 3]]]) }],
  ["every conversation without gap or repeat", { sequences: new Map([["s", [1, 1]]]) }],
  ["the timeline without gap or repeat", { events: good.events.filter(({ number }) => number !== 3) }],
])("a fault is found: %s", (name, fault) => {
  expect(failing({ ...good, ...fault })).toEqual([name]);
});
