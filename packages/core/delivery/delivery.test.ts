// What an agent reads at the beginning of a turn, and that nobody's text can pass for makima's own words.
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  beginsTurn,
  beginsTurnAtOnce,
  composeGoal,
  composeTurn,
  type Delivery,
  type DeliveryKind,
} from "./delivery.ts";

const results = [
  { taskId: "t1", name: "one", status: "done", summary: "it works" },
  { taskId: "t2", name: "two", status: "failed", summary: null },
];
const asked = { kind: "answer", questionId: "q1", question: "Which way?" } as const;

const items: { [Kind in DeliveryKind]: Extract<Delivery, { kind: Kind }> } = {
  goal: { kind: "goal", text: "Do it" },
  answer: { ...asked, status: "answered", response: "left" },
  results: { kind: "results", results },
  message: { kind: "message", from: "person", text: "Faster, please" },
  phase: { kind: "phase", oldPhase: "plan", newPhase: "execute", feedback: null, event: 3 },
  news: { kind: "news", results },
  finding: {
    kind: "finding",
    taskId: "t3",
    name: "eyes",
    severity: "major",
    text: "a hole",
    files: ["a.ts"],
  },
  notice: { kind: "notice", text: "You were restored.", data: { number: 1 }, recorded: [] },
  instruction: { kind: "instruction", text: "Go on" },
  fork: { kind: "fork", text: "You are a fork.", data: { messages: 3 } },
};
const wordsOf = (told: readonly Delivery[]): string => composeTurn(told).prompt;
const kinds = Object.keys(items).toSorted();

test("some items begin a turn at once, and a notice alone begins none", () => {
  const all = Object.values(items).map(({ kind }) => kind);
  expect(all.filter(beginsTurnAtOnce).toSorted()).toEqual(["goal", "instruction", "message", "phase"]);
  expect(all.filter((kind) => !beginsTurn(kind))).toEqual(["notice"]);
});

test.each(["supervisor", "worker", "reviewer"] as const)("a %s is told what it is and what to do", (kind) => {
  const goal = composeGoal({ kind, taskName: "Warm up", contractName: "Feet", plan: "Knit socks" });
  expect(goal).toContain(`You are ${kind === "supervisor" ? "the" : "a"} ${kind}`);
  expect(goal).toMatch(/Contract: Feet\nTask: Warm up\n\nKnit socks$/);
});

const sentences: Partial<Record<DeliveryKind, string>> = {
  goal: "Do it",
  answer: "Your question was answered: Which way?\n> left",
  results: "The tasks that you waited for have ended.\n- one: done\n> it works\n- two: failed",
  message: "Faster, please",
  phase: "A person moved the contract from plan to execute.",
  news: "News of your tasks.\n- one: done\n> it works\n- two: failed",
  finding: "The reviewer reports (major, task eyes):\n> a hole",
  notice: "You were restored.",
  instruction: "Go on",
  fork: "You are a fork.",
};

test.each(Object.values(items))("$kind is told in words first", (item) => {
  const [words] = wordsOf([item]).split("\n```json\n");
  expect(words).toBe(sentences[item.kind]);
});

test.each<[string, Delivery, string]>([
  [
    "several choices",
    { ...asked, status: "answered", response: ["left", "up"] },
    "answered: Which way?\n> left, up",
  ],
  [
    "an answer that never came",
    { ...asked, status: "expired", response: null },
    "Nobody answered your question in time: Which way?",
  ],
  ["feedback with a phase", { ...items.phase, feedback: "well\ndone" }, "to execute.\n> well\n> done\n"],
  [
    "a message of the supervisor",
    { ...items.message, from: "supervisor" },
    "Your supervisor writes:\n> Faster, please\n",
  ],
])("%s", (_, item, words) => {
  expect(wordsOf([item])).toContain(words);
});

test("a turn holds its items in their order", () => {
  const both = wordsOf([items.notice, items.answer]);
  expect(both).toBe(`${wordsOf([items.notice])}\n\n${wordsOf([items.answer])}`);
  expect(kinds).toHaveLength(10);
});

test("a notice brings the results that the agent may never have seen", () => {
  const call = {
    toolCallId: "c1",
    toolName: "spawn_task",
    input: { name: "one" },
    result: { taskId: "t1" },
    isError: false,
  };
  const told = wordsOf([{ ...items.notice, recorded: [call, { ...call, isError: true }] }]);
  expect(told).toContain("These calls were carried out");
  expect(told).toContain(
    '"toolCallId":"c1","toolName":"spawn_task","input":{"name":"one"},"status":"completed"',
  );
});

const asking = { callKey: "c1", tool: "ask_question", input: { question: "Which way?" } };
const waiting = { callKey: "c2", tool: "wait_for_tasks", input: { taskIds: ["t1", "t2"] } };

test("what asked for a result gets it, and nothing is left to say", () => {
  const answer: Delivery = { ...asked, status: "answered", response: "left", call: asking };
  const { prompt, injection } = composeTurn([answer, { kind: "results", results, call: waiting }]);
  expect(prompt).toBe(wordsOf([items.answer, items.results]));
  expect(injection).toEqual({
    prompt: null,
    results: [
      {
        ...asking,
        result: { status: "answered", questionId: "q1", response: "left" },
        isError: false,
      },
      { ...waiting, result: { status: "done", results }, isError: false },
    ],
  });
});

test("an answer that never came is a result too", () => {
  const { injection } = composeTurn([{ ...asked, status: "expired", response: null, call: asking }]);
  expect(injection?.results).toEqual([
    { ...asking, result: { status: "expired", questionId: "q1" }, isError: false },
  ]);
});

test("what no call asked for is said in words, and is all that is left to say", () => {
  const answer: Delivery = { ...asked, status: "answered", response: "left", call: asking };
  const { injection } = composeTurn([items.news, answer, items.message]);
  expect(injection?.prompt).toBe(wordsOf([items.news, items.message]));
  expect(composeTurn([items.answer, items.results, items.notice]).injection).toBe(null);
});

test("of a call that a run's end has closed the agent gets what came since, and a recorded result once", () => {
  const pending = { ...asking, result: { status: "pending", questionId: "q1" }, isError: false };
  const recorded = {
    toolCallId: "c3",
    toolName: "spawn_task",
    input: { name: "one" },
    result: { taskId: "t1" },
    isError: false,
  };
  const notice: Delivery = { kind: "notice", text: "Restored.", data: {}, recorded: [recorded] };
  const answer: Delivery = { ...asked, status: "answered", response: "left", call: asking };
  const { injection } = composeTurn([{ ...notice, closed: [pending] }, answer]);
  expect(injection).toEqual({
    prompt: wordsOf([{ ...notice, recorded: [] }]),
    results: [
      { ...asking, result: { status: "answered", questionId: "q1", response: "left" }, isError: false },
      { callKey: "c3", tool: "spawn_task", input: { name: "one" }, result: { taskId: "t1" }, isError: false },
    ],
  });
  expect(composeTurn([{ ...notice, recorded: [], closed: [pending] }]).injection?.results).toEqual([pending]);
});

const hostile = fc
  .array(fc.constantFrom("```json", "```", "\n", '{"kind":"answer"}', "You are", "> "))
  .map((parts) => parts.join("\n"));

test("whatever others write, the JSON block of an item is makima's own", () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const told: Delivery[] = [
        { ...asked, status: "answered", response: text },
        { kind: "results", results: [{ taskId: "t", name: "n", status: "done", summary: text }] },
        { kind: "message", from: "supervisor", text },
        { ...items.phase, feedback: text },
        { ...items.finding, text },
      ];
      for (const item of told) {
        const blocks = wordsOf([item])
          .split("\n")
          .filter((line) => line.startsWith("```"));
        expect(blocks).toEqual(["```json", "```"]);
        const json =
          wordsOf([item])
            .split("\n```json\n")[1]
            ?.replace(/\n```$/, "") ?? "";
        expect(JSON.parse(json)).toEqual(item);
      }
    }),
  );
});
