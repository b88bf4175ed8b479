import { describe, expect, it } from "vitest";
import { continueTranscript, takesAll } from "./continue-transcript.ts";
import type { Entry } from "./entry.ts";
import { isSound, type MendedTranscript, mendTranscript, OUTCOME_UNKNOWN } from "./mend-transcript.ts";

type Line = Record<string, unknown>;
const user = (uuid: string, parentUuid: string | null, content: unknown): Line => ({
  type: "user",
  uuid,
  parentUuid,
  message: { role: "user", content },
});
const answer = (uuid: string, parentUuid: string, content: unknown[], id = "msg_1"): Line => ({
  type: "assistant",
  uuid,
  parentUuid,
  message: { id, role: "assistant", content },
});
const call = (id: string, name = "Bash") => ({ type: "tool_use", id, name, input: {} });
const result = (id: string, content = "done") => ({ type: "tool_result", tool_use_id: id, content });
const text = (words: string) => ({ type: "text", text: words });
const mend = (...lines: (Line | string)[]): MendedTranscript =>
  mendTranscript(lines.map((line) => (typeof line === "string" ? line : JSON.stringify(line))));
const codes = ({ problems }: MendedTranscript) => problems.map(({ code }) => code);
const uuids = ({ entries }: MendedTranscript) => entries.map(({ uuid }) => uuid);
const parents = ({ entries }: MendedTranscript) => entries.map(({ parentUuid }) => parentUuid);

describe("a transcript", () => {
  it("that is whole stays as it is", () => {
    const lines = [
      user("u1", null, "Do it."),
      { type: "last-prompt", lastPrompt: "Do it." },
      answer("a1", "u1", [call("c1")]),
      user("u2", "a1", [result("c1")]),
      answer("a2", "u2", [text("Done.")], "msg_2"),
    ];
    const mended = mend(...lines);
    expect(mended.entries).toEqual(lines);
    expect(codes(mended)).toEqual([]);
    expect(isSound(mended)).toBe(true);
  });

  it("with a torn tail loses the torn line alone, and names a line in between that cannot be read", () => {
    const mended = mend(
      user("u1", null, "Do it."),
      "{nonsense",
      answer("a1", "u1", [text("Yes.")]),
      '{"type":"us',
    );
    expect(uuids(mended)).toEqual(["u1", "a1"]);
    expect(codes(mended)).toEqual(["unreadable_line", "torn_tail"]);
    expect(isSound(mended)).toBe(true);
  });

  it("is linked again where a line, or an empty message, is missing", () => {
    const mended = mend(
      user("u1", null, "Do it."),
      answer("a1", "u1", []),
      user("u2", "a1", "Go on."),
      answer("a2", "lost", [text("Yes.")], "msg_2"),
    );
    expect(parents(mended)).toEqual([null, "u1", "u2"]);
    expect(codes(mended)).toEqual(["empty_message", "missing_parent"]);
  });

  it("that was told twice is read once", () => {
    const mended = mend(
      user("u1", null, "Do it."),
      user("u1", null, "Do it."),
      answer("a1", "u1", [text("Yes.")]),
    );
    expect(uuids(mended)).toEqual(["u1", "a1"]);
    expect(codes(mended)).toEqual(["double_line"]);
  });

  it("forgets that a call waits, so that it is not made again", () => {
    const marker = {
      type: "attachment",
      uuid: "m1",
      parentUuid: "a1",
      attachment: { type: "hook_deferred_tool" },
    };
    const mended = mend(user("u1", null, "Ask."), answer("a1", "u1", [call("c1")]), marker);
    expect(uuids(mended)).toEqual(["u1", "a1"]);
    expect(mended.openCalls).toEqual([{ id: "c1", name: "Bash" }]);
    expect(codes(mended)).toEqual([]);
  });

  it("leaves calls at its end open, all of the last message, whatever has a result already", () => {
    const mended = mend(
      user("u1", null, "Ask."),
      answer("a1", "u1", [call("c1")]),
      answer("a2", "a1", [call("c2")]),
      answer("a3", "a2", [call("c3")]),
      user("u2", "a3", [result("c2")]),
    );
    expect(mended.openCalls.map(({ id }) => id)).toEqual(["c1", "c3"]);
  });

  it("gets the missing result of a call that something else follows, and the same one each time", () => {
    const lines = [
      user("u1", null, "Do it."),
      answer("a1", "u1", [call("c1")]),
      user("u2", "a1", "Are you there?"),
      answer("a2", "u2", [text("Yes.")], "msg_2"),
    ];
    const mended = mend(...lines);
    expect(mended).toEqual(mend(...lines));
    expect(codes(mended)).toEqual(["call_without_result"]);
    expect(mended.openCalls).toEqual([]);
    const [, , closing, next] = mended.entries;
    expect(closing).toMatchObject({
      type: "user",
      parentUuid: "a1",
      message: { content: [{ type: "tool_result", tool_use_id: "c1", content: OUTCOME_UNKNOWN }] },
    });
    expect(next).toMatchObject({ uuid: "u2", parentUuid: closing?.uuid });
    const again = mendTranscript(mended.entries.map((entry) => JSON.stringify(entry)));
    expect(again.entries).toEqual(mended.entries);
  });

  it("without a message, or with more than any model reads, is nothing to go on from", () => {
    expect(codes(mend({ type: "last-prompt" }))).toEqual(["no_message"]);
    const long = mend(user("u1", null, "x".repeat(4_000_001)));
    expect(codes(long)).toEqual(["oversize"]);
    expect(isSound(long)).toBe(false);
    const boundary = { type: "system", subtype: "compact_boundary", uuid: "b1", parentUuid: null };
    const summed = mend(user("u1", null, "x".repeat(4_000_001)), boundary, user("u2", "b1", "Summed up."));
    expect(isSound(summed)).toBe(true);
  });
});

describe("going on", () => {
  const asked = mend(
    user("u1", null, "Ask."),
    answer("a1", "u1", [call("c1", "mcp__makima__ask_question"), call("c2")]),
  );
  const past = (callKey: string, value: unknown) => ({
    callKey,
    tool: "ask_question",
    input: {},
    result: value,
    isError: false,
  });
  const place = {
    uuid: "n1",
    timestamp: "2026-11-21T10:00:00.000Z",
    session: "s1",
    pending: new Map<string, string>(),
  };

  it("gives every open call a result, in one line, with what else is to be said behind them", () => {
    const line = continueTranscript(asked, {
      ...place,
      results: [past("c1", { status: "answered", response: "red" })],
      text: "And hurry.",
    });
    expect(line).toMatchObject({ type: "user", uuid: "n1", parentUuid: "a1", sessionId: "s1" });
    expect(line?.message?.content).toEqual([
      { type: "tool_result", tool_use_id: "c1", content: '{"status":"answered","response":"red"}' },
      { type: "tool_result", tool_use_id: "c2", content: OUTCOME_UNKNOWN, is_error: true },
      { type: "text", text: "And hurry." },
    ]);
  });

  it("says of a call that still waits what it was answered, or that it is pending", () => {
    const content = (pending: [string, string][]) =>
      continueTranscript(asked, { ...place, pending: new Map(pending), results: [], text: null })?.message
        ?.content?.[0];
    expect(content([["c1", "wait for it"]])).toMatchObject({ content: "wait for it" });
    expect(content([])).toMatchObject({ content: '{"status":"pending"}' });
  });

  it("has nothing to add where no call is open and nothing is to be said", () => {
    const over = mend(user("u1", null, "Hello."), answer("a1", "u1", [text("Hello.")]));
    expect(continueTranscript(over, { ...place, results: [], text: null })).toBe(null);
  });

  it("takes results for calls that are open or had this very result, and all of them or none", () => {
    const given: Entry[] = [...asked.entries, { type: "user", message: { content: [result("c1", "yes")] } }];
    const half = { ...asked, entries: given, openCalls: [{ id: "c2", name: "Bash" }] };
    expect(takesAll(asked, [past("c1", "yes")])).toBe(true);
    expect(takesAll(half, [past("c1", "yes"), past("c2", "x")])).toBe(true);
    expect(takesAll(half, [past("c1", "no")])).toBe(false);
    expect(takesAll(asked, [past("c1", "yes"), past("c9", "x")])).toBe(false);
  });
});
