// How a task stood at a moment, over rewinds and their undoing; and where things are drawn.
import type { HistoryItem } from "@makima/protocol/history";
import { expect, test } from "vitest";
import { momentOf } from "./moment-of.ts";

type Event = Extract<HistoryItem, { kind: "event" }>;

const at = (second: number): string => new Date(second * 1000).toISOString();
// What the functions read of a message stands here; the rest of its shape is of no matter to them.
const said = (number: number, second = number): HistoryItem =>
  ({
    kind: "message",
    number,
    phase: "plan",
    at: at(second),
    taskId: "t",
    inView: true,
    data: { id: `m${number}`, role: "user" },
  }) as HistoryItem;
const happened = (number: number, type: Event["data"]["type"], data: Record<string, unknown>): HistoryItem =>
  ({
    kind: "event",
    number,
    phase: "plan",
    at: at(number),
    taskId: "t",
    data: { type, data },
  }) as HistoryItem;
const idsAt = (items: readonly HistoryItem[], place: number): string[] =>
  momentOf(items, { place, taskId: "t" }).messages.map(({ id }) => id);

test("a moment has the words that were in view then", () => {
  const items = [
    said(1),
    said(2),
    said(3),
    happened(4, "conversation.rewound", { messagesRemoved: 2, messagesRestored: 0 }),
    said(5),
    happened(6, "conversation.rewound", { messagesRemoved: 1, messagesRestored: 2 }),
  ];
  expect(idsAt(items, 2)).toEqual(["m1", "m2", "m3"]);
  expect(idsAt(items, 3)).toEqual(["m1"]);
  expect(idsAt(items, 4)).toEqual(["m1", "m5"]);
  expect(idsAt(items, 5)).toEqual(["m1", "m2", "m3"]);
});

test("a moment has the state of then", () => {
  const items = [happened(1, "supervisor.state_changed", { state: "working", activity: "Plans" }), said(2)];
  expect(momentOf(items, { place: 1, taskId: "t" }).state).toEqual({ state: "working", activity: "Plans" });
});

test("a moment has the code of its newest checkpoint, or of the one that was gone back to since", () => {
  const made = (number: number): HistoryItem =>
    ({
      kind: "checkpoint",
      number,
      phase: "plan",
      at: at(number),
      taskId: "t",
      data: { id: `c${number}`, number },
    }) as HistoryItem;
  const items = [
    said(1),
    made(2),
    made(3),
    happened(4, "code.rewound", { checkpointId: "c2" }),
    happened(5, "conversation.rewound", { checkpointId: null }),
    made(6),
  ];
  const codeAt = (place: number) => momentOf(items, { place, taskId: "t" }).checkpoint?.id ?? null;
  expect([0, 1, 2, 3, 4, 5].map(codeAt)).toEqual([null, "c2", "c3", "c2", "c2", "c6"]);
});
