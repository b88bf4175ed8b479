// What an agent is told when a person took it back.
import { expect, test } from "vitest";
import { composeRewindNotice, type RewindFacts } from "./rewind.ts";

const facts: RewindFacts = {
  afterPoint: "keep",
  code: { number: 3, filesChanged: 1 },
  conversation: { messagesRemoved: 4, messagesRestored: 0 },
  notTakenBack: [{ kind: "merge", id: "t1", text: "task one was merged" }],
  openQuestions: [{ questionId: "q1", question: "Which\nway?" }],
  withdrawnQuestions: [],
  openTasks: [{ taskId: "t2", name: "two", status: "running" }],
  cutCalls: [{ toolCallId: "c1", toolName: "run", outcome: "outcome unknown" }],
};

test("everything that stands is named, each in a line of its own", () => {
  expect(composeRewindNotice(facts).split("\n")).toEqual([
    "A person took you back. makima did this while you were stopped:",
    "- your worktree is exactly as checkpoint 3 has it (1 file changed)",
    "- 4 messages of your conversation went out of view",
    "",
    "This stands, although it is out of your view or newer than your code. Do not do it again:",
    "- task one was merged",
    "",
    "Calls of yours whose results are behind that point; they are over:",
    "- run (c1): outcome unknown",
    "",
    "Questions of yours that are still open; their answers will come as messages:",
    "- q1: Which way?",
    "",
    "Tasks of yours that go on:",
    "- two (t2): running",
  ]);
});

test("what was withdrawn and cancelled is told as that", () => {
  const notice = composeRewindNotice({ ...facts, afterPoint: "withdraw" });
  expect(notice).toContain("Questions of yours that were withdrawn");
  expect(notice).toContain("Tasks of yours that were cancelled:\n- two (t2)");
});

test("a question that comes back into view and was withdrawn is to be asked again", () => {
  const withdrawnQuestions = [{ questionId: "q2", question: "Left?" }];
  expect(composeRewindNotice({ ...facts, withdrawnQuestions })).toContain(
    "Questions in your view that were withdrawn meanwhile; ask again if you still need the answer:\n- q2: Left?",
  );
});

test("an undo tells what came back into view", () => {
  const undone = { messagesRemoved: 1, messagesRestored: 2 };
  const none = { notTakenBack: [], openQuestions: [], openTasks: [], cutCalls: [] };
  expect(composeRewindNotice({ ...facts, ...none, code: null, conversation: undone })).toBe(
    "A person took you back. makima did this while you were stopped:\n- your worktree is as you left it\n" +
      "- 1 message of your conversation went out of view, 2 messages came back into view",
  );
  expect(composeRewindNotice({ ...facts, conversation: null })).toContain("your conversation is as it was");
});
