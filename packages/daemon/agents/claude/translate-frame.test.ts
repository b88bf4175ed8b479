import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readFault } from "./read-fault.ts";
import { type AssistantFrame, type Frame, type ResultFrame, readFrame } from "./read-frame.ts";
import { Translator } from "./translate-frame.ts";
import { UsageMeter } from "./usage-meter.ts";

/** What Claude Code 2.1.329 printed, with paths and what nobody reads taken out. */
function recorded(name: string): Frame[] {
  const lines = readFileSync(join(import.meta.dirname, "recorded", name), "utf8")
    .trimEnd()
    .split("\n");
  return lines.map((line) => readFrame(line) ?? { kind: "other", type: "unreadable" });
}

describe("a recorded turn", () => {
  it("becomes calls with their inputs and outputs, and text that is given once", () => {
    const translator = new Translator();
    const events = recorded("turn.ndjson").flatMap((frame) => translator.take(frame));
    const shown = events.map((event) =>
      event.kind === "tool"
        ? [event.name ?? "", event.toolKind ?? "", event.state, event.text ?? event.input]
        : [event.kind, event.kind === "text" ? event.text : ""],
    );
    expect(shown).toEqual([
      ["mcp__makima__spawn_task", "", "in_progress", { name: "x" }],
      ["", "", "completed", '{"taskId":"t1"}'],
      ["Write", "edit", "in_progress", { file_path: "/checkout/made.txt", content: "hi\n" }],
      ["", "", "completed", expect.stringContaining("File created")],
      ["Bash", "execute", "in_progress", { command: "echo one; echo two" }],
      ["", "", "completed", "one\ntwo"],
      ["text", "all done"],
    ]);
    const ids = events.flatMap((event) => (event.kind === "tool" ? [event.toolCallId] : []));
    expect(new Set(ids).size).toBe(3);
  });

  it("tells what it used, also behind an earlier process of the same session", () => {
    const result = recorded("turn.ndjson").find((frame) => frame.kind === "result");
    if (result?.kind !== "result") throw new Error("the turn has no result");
    const fresh = new UsageMeter([]);
    fresh.takeResult(result.result);
    expect(fresh.endTurn()).toMatchObject({ inputTokens: 400, outputTokens: 80, contextSize: 200_000 });
    expect(fresh.endTurn()).toBe(null);
    const usage = { inputTokens: 300, outputTokens: 80 };
    const before = { type: "cost-state", totalCostUSD: 0.0014, modelUsage: { "claude-sonnet-4-5": usage } };
    const second = new UsageMeter([{ type: "user" }, before]);
    second.takeResult(result.result);
    const { costUsd, ...tokens } = second.endTurn() ?? {};
    expect(tokens).toEqual({ inputTokens: 100, contextSize: 200_000 });
    expect(costUsd).toBeCloseTo(0.001);
  });
});

it("a line of a kind that is not known disturbs nothing, one that is none is told", () => {
  expect(readFrame('{"type":"new_in_another_version","x":1}')).toEqual({
    kind: "other",
    type: "new_in_another_version",
  });
  expect(readFrame('{"type":"result"}')).toMatchObject({ kind: "result" });
  expect(readFrame('{"type":"assistant","message":7}')).toEqual({ kind: "other", type: "assistant" });
  expect(readFrame("Segmentation fault")).toBe(null);
});

it("what an agent of the agent says is not the agent's own word", () => {
  const line = {
    type: "assistant",
    parent_tool_use_id: "toolu_1",
    message: { id: "m", content: [{ type: "text", text: "x" }] },
  };
  expect(new Translator().take(readFrame(JSON.stringify(line)) ?? { kind: "other", type: "" })).toEqual([]);
});

it("text that was not streamed, or not to its end, is given whole", () => {
  const translator = new Translator();
  const take = (line: object) =>
    translator.take(readFrame(JSON.stringify(line)) ?? { kind: "other", type: "" });
  const message = { id: "m", content: [{ type: "text", text: "Hello there" }] };
  take({ type: "stream_event", event: { type: "message_start", message: { id: "m" } } });
  const delta = { type: "text_delta", text: "Hello" };
  expect(take({ type: "stream_event", event: { type: "content_block_delta", delta } })).toMatchObject([
    { text: "Hello" },
  ]);
  expect(take({ type: "assistant", message })).toMatchObject([{ text: " there" }]);
  expect(take({ type: "assistant", message })).toMatchObject([{ text: "Hello there" }]);
});

describe("recorded failures", () => {
  const frames = recorded("failures.ndjson");
  const pairs = frames.flatMap((frame, index): { told: AssistantFrame; result: ResultFrame }[] => {
    const next = frames[index + 1];
    return frame.kind === "assistant" && next?.kind === "result"
      ? [{ told: frame.frame, result: next.result }]
      : [];
  });

  it("are told apart by their codes", () => {
    expect(
      pairs
        .filter(({ result }) => result.is_error)
        .map(({ told, result }) => [
          told.api_error_status ?? null,
          readFault({ told, result, limit: null }).kind,
        ]),
    ).toEqual([
      [400, "context_too_long"],
      [401, "login"],
      [402, "login"],
      [404, "model_unknown"],
      [413, "context_too_long"],
      [429, "rate_limited"],
      [500, "overloaded"],
      [529, "overloaded"],
      [429, "rate_limited"],
      // Dropped, and never answered.
      [null, "overloaded"],
      [null, "overloaded"],
    ]);
  });

  it("give no words to the conversation", () => {
    const translator = new Translator();
    const said = frames.slice(0, 20).flatMap((frame) => translator.take(frame));
    expect(said).toEqual([]);
  });

  it("name the time at which a limit is over, where the provider told it", () => {
    const limited = pairs.find(({ told }) => told.api_error_status === 429);
    if (limited === undefined) throw new Error("no limit was recorded");
    const limit = { status: "rejected", resetsAt: 1_795_300_000, rateLimitType: "five_hour" };
    expect(readFault({ ...limited, limit })).toEqual({
      kind: "rate_limited",
      resetAt: "2026-11-21T22:26:40.000Z",
    });
    expect(readFault({ ...limited, limit: { ...limit, status: "allowed_warning" } }).resetAt).toBe(null);
  });
});
