// Names of forks, and the words that a fork's agent gets first.
import { expect, test } from "vitest";
import { composeForkNotice, type ForkFacts, forkData, forkNames } from "./fork.ts";

const facts: ForkFacts = {
  origin: { taskId: "t1", name: "routes", status: "running", isSupervisor: false },
  at: "2026-01-02T03:04:05.000Z",
  checkpointNumber: 2,
  messageId: "t1:7",
  messages: 7,
  includesConversation: true,
  siblings: 1,
  questions: [],
  awaited: [],
  spawned: [],
};

test("one fork has the name itself, several are numbered", () => {
  expect(forkNames("try", 1)).toEqual(["try"]);
  expect(forkNames("try", 3)).toEqual(["try-1", "try-2", "try-3"]);
});

test("the notice says what it was forked from, and what it has of it", () => {
  const notice = composeForkNotice(facts);
  expect(notice).toContain("made from the task routes (t1) as it was at 2026-01-02T03:04:05.000Z");
  expect(notice).toContain("its checkpoint 2");
  expect(notice).toContain("7 messages");
  expect(notice).not.toContain("supervisor");
  expect(notice).not.toContain("forks of this moment");
  expect(notice).not.toContain("asked by the original");
});

test("it says what is not there", () => {
  const none = composeForkNotice({ ...facts, checkpointNumber: null, messages: 0 });
  expect(none).toContain("the code with which the original began");
  expect(none).toContain("Nothing had been said");
  expect(composeForkNotice({ ...facts, includesConversation: false, messages: 0 })).toContain("was left out");
});

test("it names what belongs to the original", () => {
  const notice = composeForkNotice({
    ...facts,
    origin: { ...facts.origin, isSupervisor: true },
    siblings: 3,
    questions: [
      { questionId: "q1", question: "Which way?", response: null },
      { questionId: "q2", question: "How far?", response: "to the end" },
    ],
    awaited: ["schema"],
    spawned: [{ taskId: "t2", name: "schema", status: "running" }],
  });
  expect(notice).toContain("you are a worker");
  expect(notice).toContain("one of 3 forks");
  expect(notice).toContain("Which way? (q1): still open");
  expect(notice).toContain("How far? (q2): answered there later with: to the end");
  expect(notice).toContain("The original waits for schema.");
  expect(notice).toContain("- schema (t2): running");
});

test("programs read the same as data", () => {
  const questions = [{ questionId: "q1", question: "Which way?", response: null }];
  const spawned = [{ taskId: "t2", name: "schema", status: "done" }];
  expect(forkData({ ...facts, questions, spawned })).toEqual({
    forkedFrom: { taskId: "t1", name: "routes", at: facts.at, messageId: "t1:7" },
    checkpoint: 2,
    messages: 7,
    questionsOfOriginal: [{ questionId: "q1", response: null }],
    tasksOfOriginal: [{ taskId: "t2", name: "schema", status: "done" }],
  });
});
