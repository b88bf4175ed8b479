// Lines of an agent's own transcript on their way to the spool, and back from the server.
import type { MeshRecord, PastAsk, TranscriptLine, TranscriptRecord } from "@makima/protocol/mesh";
import { expect, test } from "vitest";
import { makeRedaction } from "../spool/redact.ts";
import { readPast } from "./read-past.ts";
import { transcriptKeeper } from "./transcript-keeper.ts";

const ref = { taskId: "0199c0de-0000-7000-8000-000000000001", epoch: 3 };

function open({ lastTurn = 0 } = {}) {
  const kept: TranscriptRecord[] = [];
  const run = { ref, lastTurn };
  const append = async (record: MeshRecord): Promise<void> => {
    // as a spool without room: who comes later must not overtake
    await new Promise((go) => setImmediate(go));
    if (record.kind === "transcript") kept.push(record);
  };
  const redact = makeRedaction([{ API_TOKEN: 'sec"ret-value' }]);
  return { kept, run, keep: transcriptKeeper({ append, redact }, run) };
}

const linesOf = (records: readonly TranscriptRecord[]) => records.flatMap(({ lines }) => lines);

test("lines are numbered through, in the order of the calls, with the turn in which they were written", async () => {
  const { keep, kept, run } = open();
  const first = keep({ session: "s", lines: ["a", "b"] });
  run.lastTurn = 1;
  await Promise.all([first, keep({ session: "s", lines: ["c"] }), keep({ session: "t", lines: [] })]);
  expect(kept.map(({ session, turn, source, lines }) => [session, turn, source, lines.length])).toEqual([
    ["s", 0, 1, 2],
    ["s", 1, 3, 1],
  ]);
  expect(linesOf(kept)).toEqual(["a", "b", "c"].map((line) => ({ line, isRedacted: false })));
});

test("many and big ones come in several records, and what no frame can hold is not kept", async () => {
  const { keep, kept } = open();
  const snapshot = "x".repeat(300_000);
  const lines = [snapshot, snapshot, ...Array.from({ length: 1500 }, (_, n) => `${n}`)];
  await keep({ session: "s", lines: [...lines, "\\".repeat(3_000_000)] });
  expect(kept.map(({ source, lines: { length } }) => [source, length])).toEqual([
    [1, 1],
    [2, 1000],
    [1002, 502],
  ]);
  expect(linesOf(kept).map(({ line }) => line)).toEqual([...lines, null]);
});

test("a secret is taken out of a line, and the line says so", async () => {
  const { keep, kept } = open();
  await keep({ session: "s", lines: [JSON.stringify({ text: 'my sec"ret-value' }), "plain"] });
  const [secret, plain] = linesOf(kept);
  expect(secret?.isRedacted).toBe(true);
  expect(secret?.line).toMatch(/^\{"text":"my \[redacted [0-9a-f]{8}\]"\}$/);
  expect(plain).toEqual({ line: "plain", isRedacted: false });
});

/** Serves what it has, a line or a message a page. */
function standInServer(lines: readonly TranscriptLine[]) {
  const message = {
    epoch: 1,
    role: "user",
    toolCallId: null,
    toolName: null,
    toolInput: null,
    isError: false,
  };
  const createdAt = "2026-11-21T10:00:00.000Z";
  return {
    requestPast: async () => "in words",
    requestPage: async (ask: PastAsk): Promise<unknown> => {
      if (ask.kind === "past_messages") {
        const nextIndex = ask.fromIndex === 2 ? null : ask.fromIndex + 1;
        return { messages: [{ ...message, content: `m${ask.fromIndex}`, createdAt }], nextIndex };
      }
      if (ask.kind !== "past_transcript" || lines.length === 0) return null;
      const at = ask.after?.source ?? 0;
      const next = at === lines.length - 1 ? null : { epoch: 1, source: at + 1 };
      return { session: "s", lines: [lines[at]], next };
    },
  };
}

const read = (lines: readonly TranscriptLine[]) =>
  readPast(standInServer(lines), { ref, signal: new AbortController().signal });

test("the past is read to its end", async () => {
  const past = await read([
    { line: "a", isRedacted: false },
    { line: "b", isRedacted: true },
  ]);
  expect(past.text).toBe("in words");
  expect(past.messages.map(({ content }) => content)).toEqual(["m0", "m1", "m2"]);
  expect(past.transcript).toEqual({ session: "s", lines: ["a", "b"], redacted: [1] });
});

test("a transcript that lacks a line is none", async () => {
  expect((await read([])).transcript).toBe(null);
  const cut = await read([
    { line: "a", isRedacted: false },
    { line: null, isRedacted: false },
  ]);
  expect(cut.transcript).toBe(null);
});
