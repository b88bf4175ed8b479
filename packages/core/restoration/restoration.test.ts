// The restoration notice: everything that the agent must know, and nothing that is empty.
import { expect, test } from "vitest";
import { RESTORATION_SOURCES } from "../supervisor/supervisor.ts";
import { composeNotice, type NoticeFacts, noticeData } from "./restoration.ts";

const bare: NoticeFacts = {
  number: 2,
  source: "daemon_restart",
  interruptedAt: "2026-01-01T00:00:00.000Z",
  plan: "proceed",
  reason: "Nothing contradicts it.",
  inFlight: [],
  openQuestions: [],
  tasks: [],
  decided: [],
  warnings: [],
};

const full: NoticeFacts = {
  ...bare,
  inFlight: [{ toolCallId: "c1", toolName: "run", outcome: "outcome unknown" }],
  openQuestions: [{ questionId: "q1", question: "Which way?" }],
  tasks: [
    { taskId: "t1", name: "one", status: "running", awaited: true },
    { taskId: "t2", name: "two", status: "done", awaited: false },
  ],
  decided: [
    { question: "Which colours?", response: ["red", "blue"] },
    { question: "Really?", response: null },
  ],
  warnings: ["the worktree differs"],
};

test.each(RESTORATION_SOURCES)("it says its number, when it was and why: %s", (source) => {
  const notice = composeNotice({ ...bare, source });
  expect(notice.split("\n")).toHaveLength(2);
  expect(notice).toMatch(
    /restoration 2\)\. You were interrupted at 2026-01-01T00:00:00\.000Z: \w.+\.\nPlan: proceed\. Nothing contradicts it\. Go on/,
  );
});

test("it names what was in flight, what is still asked, the tasks and the warnings", () => {
  expect(composeNotice(full).split("\n").slice(2)).toEqual([
    "",
    "In flight when you stopped:",
    "- run (c1): outcome unknown",
    "",
    "Questions still open, do not ask them again:",
    "- q1: Which way?",
    "",
    "Answered before, do not ask again:",
    "- Which colours? → red, blue",
    "- Really? → no answer",
    "",
    "Your tasks:",
    "- one (t1): running, awaited",
    "- two (t2): done",
    "",
    "Note:",
    "- the worktree differs",
  ]);
});

test("the same stands in it as data, the awaited tasks apart", () => {
  expect(noticeData(full)).toMatchObject({
    number: 2,
    inFlight: full.inFlight,
    openQuestions: full.openQuestions,
    awaitedTasks: [{ taskId: "t1", name: "one", status: "running" }],
    spawnedTasks: [{ taskId: "t1" }, { taskId: "t2" }],
    warnings: full.warnings,
  });
});
