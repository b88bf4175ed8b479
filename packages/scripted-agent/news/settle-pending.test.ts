// The rule by which a prompt settles a call that answered "pending", case by case.
import { describe, expect, test } from "vitest";
import { jsonBlocks } from "../testing/ports/start-agent.ts";
import { type Pending, readPending, settlePending } from "./settle-pending.ts";

const asked: Pending = { questionId: "q1", taskIds: [], mode: "all", received: [] };
const waiting: Pending = { questionId: null, taskIds: ["t1", "t2"], mode: "all", received: [] };
const result = (taskId: string) => ({ taskId, name: taskId, status: "done", summary: "ok" });

describe("settlePending", () => {
  test("an answer to our question is the result", () => {
    const prompt = jsonBlocks({ kind: "answer", questionId: "q1", response: "Markdown" });
    expect(settlePending(asked, prompt)).toEqual({
      kind: "settled",
      value: { status: "answered", questionId: "q1", response: "Markdown", prompt },
    });
  });

  test("an expired question is a result too", () => {
    const prompt = jsonBlocks({ kind: "answer", questionId: "q1", status: "expired" });
    expect(settlePending(asked, prompt)).toMatchObject({ kind: "settled", value: { status: "expired" } });
  });

  test("an answer to another question is other news", () => {
    const prompt = jsonBlocks({ kind: "answer", questionId: "q2", response: "no" });
    expect(settlePending(asked, prompt)).toEqual({ kind: "waiting", pending: asked });
  });

  test("a prompt without any block is itself the result", () => {
    expect(settlePending(asked, " Markdown \n")).toMatchObject({
      kind: "settled",
      value: { status: "answered", response: "Markdown" },
    });
  });

  test("a person's message does not end the wait", () => {
    const prompt = jsonBlocks({ kind: "message", text: "How is it going?" });
    expect(settlePending(asked, prompt).kind).toBe("waiting");
  });

  test("a restoration that lists the question as open goes on waiting, one that does not calls again", () => {
    const open = jsonBlocks({ kind: "restoration", number: 1, openQuestions: [{ questionId: "q1" }] });
    const gone = jsonBlocks({ kind: "restoration", number: 1, openQuestions: [{ questionId: "q2" }] });
    expect(settlePending(asked, open).kind).toBe("waiting");
    expect(settlePending(asked, gone).kind).toBe("call_again");
  });

  test("a restoration together with the answer is the answer", () => {
    const prompt = jsonBlocks(
      { kind: "restoration", openQuestions: [] },
      { kind: "answer", questionId: "q1", response: "yes" },
    );
    expect(settlePending(asked, prompt).kind).toBe("settled");
  });

  test("results are gathered until all are there, or any one is enough", () => {
    const one = jsonBlocks({ kind: "results", results: [result("t1")] });
    const other = jsonBlocks({ kind: "results", results: [result("t2"), result("t9")] });
    const first = settlePending(waiting, one);
    expect(first).toEqual({ kind: "waiting", pending: { ...waiting, received: [result("t1")] } });
    if (first.kind !== "waiting") throw new Error("see above");
    expect(settlePending(first.pending, other)).toMatchObject({
      kind: "settled",
      value: { status: "done", results: [result("t1"), result("t2")] },
    });
    expect(settlePending({ ...waiting, mode: "any" }, one).kind).toBe("settled");
  });

  test("a restoration that lists an awaited task goes on waiting", () => {
    const open = jsonBlocks({ kind: "restoration", awaitedTasks: [{ taskId: "t2", status: "running" }] });
    expect(settlePending(waiting, open).kind).toBe("waiting");
    expect(settlePending(waiting, jsonBlocks({ kind: "restoration" })).kind).toBe("call_again");
  });
});

test("readPending knows a pending result from a real one", () => {
  expect(readPending({ status: "answered", questionId: "q1" }, {})).toBeNull();
  expect(readPending({ status: "pending", taskIds: ["t1"] }, { mode: "any" })).toEqual({
    questionId: null,
    taskIds: ["t1"],
    mode: "any",
    received: [],
  });
});
