import type { MeshRecord } from "@makima/protocol/mesh";
import { describe, expect, it } from "vitest";
import { type Told, Transcript } from "./transcript.ts";

const run = { taskId: "0190aaaa-0000-7000-8000-000000000001", epoch: 1 };

function makeTranscript({ outputLeftBytes = 1_000_000 } = {}) {
  const records: MeshRecord[] = [];
  const transcript = new Transcript({
    run,
    ownTools: ["spawn_task", "list_tasks"],
    outputLeftBytes,
    append: async (record) => void records.push(record),
    sendDelta: () => undefined,
  });
  const take = async (...events: Told[]): Promise<void> => {
    for (const event of events) await transcript.take(event);
  };
  const said = () => records.flatMap((record) => (record.kind === "messages" ? record.messages : []));
  const shown = () => records.flatMap((record) => (record.kind === "output" ? record.pieces : []));
  return { transcript, take, said, shown };
}

const text = (content: string, role: "assistant" | "thinking" = "assistant"): Told => ({
  kind: "text",
  role,
  text: content,
});

describe("what an agent says", () => {
  it("becomes a message when something else begins, and without a NUL or half a pair", async () => {
    const { transcript, take, said } = makeTranscript();
    await take(text("a\0b"), text("c\ud800"), text("thought", "thinking"));
    expect(said()).toMatchObject([{ source: 1, role: "assistant", content: "a\ufffdbc\ufffd" }]);
    await transcript.endTurn();
    expect(said()).toMatchObject([{}, { source: 2, role: "thinking", content: "thought", truncated: false }]);
  });

  it("is as many messages as the agent gives ids, and a piece without one goes on", async () => {
    const { transcript, take, said } = makeTranscript();
    const piece = (messageId: string, content: string) => ({ ...text(content), messageId });
    await take(text("He"), piece("m1", "llo."), text(" Well."), piece("m2", "And "), piece("m2", "more."));
    await transcript.endTurn();
    expect(said()).toMatchObject([
      { source: 1, content: "Hello. Well." },
      { source: 2, content: "And more." },
    ]);
  });

  it("is one message although a pair is split between two chunks", async () => {
    const { transcript, take, said } = makeTranscript();
    await take(text("\ud83d"), text("\ude00"));
    await transcript.endTurn({ isTruncated: true });
    expect(said()).toMatchObject([{ content: "\u{1f600}", truncated: true }]);
  });
});

describe("a call of an agent's own tool", () => {
  const tool = (fields: object): Told => ({ kind: "tool", toolCallId: "t1", ...fields });

  it("shows only what is new of a growing output, and cuts a long result", async () => {
    const { take, said, shown } = makeTranscript();
    const long = "x".repeat(100_000);
    await take(
      tool({ title: "ls", name: "run", toolKind: "execute", input: { command: "ls" }, state: "in_progress" }),
      tool({ text: "one\n" }),
      tool({ text: "one\ntwo\n" }),
      tool({ text: `one\ntwo\n${long}` }),
      tool({ state: "completed" }),
    );
    expect(said().map(({ role }) => role)).toEqual(["tool_call", "tool_result"]);
    expect(said()[1]?.content).toMatch(/^one\ntwo\nx+\n\[cut: 34472 more characters, shown as output\]$/);
    expect(
      shown()
        .map((piece) => piece.text)
        .join(""),
    ).toBe(`one\ntwo\n${long}`);
    expect(shown().every((piece) => piece.text.length <= 65_536)).toBe(true);
  });

  it("waits for its input, and is told without an end when the turn ends", async () => {
    const { transcript, take, said } = makeTranscript();
    await take(tool({ title: "Write", toolKind: "edit", state: "pending" }));
    expect(said()).toEqual([]);
    await take(tool({ input: { path: "a" }, state: "in_progress" }));
    expect(said()).toMatchObject([{ role: "tool_call", toolInput: { path: "a" } }]);
    await transcript.endTurn();
    expect(said()).toHaveLength(1);
  });
});

describe("output beyond the limit", () => {
  const tool = (toolCallId: string, fields: object): Told => ({ kind: "tool", toolCallId, ...fields });
  const began = { title: "ls", toolKind: "execute", state: "in_progress" };
  const long = "x".repeat(70_000);

  it("is told at the end of its call, before the result, or of its turn, and is numbered without a gap", async () => {
    const { transcript, take, said, shown } = makeTranscript({ outputLeftBytes: 3 });
    await take(tool("t1", { ...began, text: "abc" }), tool("t2", { ...began, text: long }));
    await take({ kind: "noise", text: "noise" }, tool("t1", { text: "abcd" }));
    expect(shown()).toMatchObject([{ toolCallId: "t1", text: "abc" }]);
    await take(tool("t1", { state: "completed" }));
    expect(said().at(-1)).toMatchObject({ role: "tool_result", content: "abcd" });
    await transcript.endTurn();
    const cut = "\n… 4464 bytes of output were left out here, past the task's limit …\n";
    expect(shown()).toEqual([
      { source: 1, stream: "tool", toolCallId: "t1", text: "abc" },
      { source: 2, stream: "tool", toolCallId: "t1", text: "d" },
      { source: 3, stream: "tool", toolCallId: "t2", text: cut },
      { source: 4, stream: "tool", toolCallId: "t2", text: "x".repeat(65_536) },
      { source: 5, stream: "agent", toolCallId: null, text: "noise" },
    ]);
    await transcript.endTurn();
    expect(shown()).toHaveLength(5);
  });
});

describe("a call of one of our tools", () => {
  const own = (fields: object, toolCallId = "t1"): Told => ({ kind: "tool", toolCallId, ...fields });
  const input = { name: "x", plan: "y" };
  const began = { title: "makima.spawn_task", input, state: "in_progress" };
  const ended = { state: "completed", output: { taskId: "1" } };
  const [begin, end] = [own(began), own(ended)];

  it.each([
    ["by the agent's id of it", "t1", { other: "input" }],
    ["by name and input", "session:7", input],
  ])("is recorded at the tool door alone: known %s", async (_how, callKey, given) => {
    for (const order of ["told first", "called first"]) {
      const { transcript, take, said } = makeTranscript();
      if (order === "told first") await take(begin);
      await transcript.adopt({ callKey, tool: "spawn_task", input: given });
      if (order === "called first") await take(begin);
      await take(end);
      await transcript.endTurn();
      expect(said()).toEqual([]);
    }
  });

  it("is known by its name alone where the agent tells no input", async () => {
    const { transcript, take, said } = makeTranscript();
    await transcript.adopt({ callKey: "session:7", tool: "spawn_task", input });
    await take(own({ title: "spawn_task (makima MCP Server)", toolKind: "other", ...ended }));
    await transcript.endTurn();
    expect(said()).toEqual([]);
  });

  it("that never came in is an ordinary call; the same words twice are two calls", async () => {
    const { transcript, take, said } = makeTranscript();
    await transcript.adopt({ callKey: "session:7", tool: "spawn_task", input });
    await take(begin, end, own(began, "t2"), own(ended, "t2"));
    expect(said().map(({ role, toolCallId }) => [role, toolCallId])).toEqual([
      ["tool_call", "t2"],
      ["tool_result", "t2"],
    ]);
  });
});
