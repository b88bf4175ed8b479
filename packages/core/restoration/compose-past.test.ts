// A past as a prompt: the first message and the newest ones, within the limits, and the gap between them named.
import fc from "fast-check";
import { expect, test } from "vitest";
import { composePast, DEFAULT_PROMPT_LIMITS, type PastMessage } from "./compose-past.ts";

const message = (place: number, more: Partial<PastMessage> = {}): PastMessage => ({
  place,
  epoch: 1,
  role: "assistant",
  content: `message ${place}`,
  toolCallId: null,
  toolName: null,
  toolInput: null,
  isError: false,
  ...more,
});

const call = (place: number, toolCallId: string | null): PastMessage =>
  message(place, { role: "tool_call", toolCallId, toolName: "run", toolInput: { command: "ls" } });

const result = (place: number, toolCallId: string | null, more: Partial<PastMessage> = {}): PastMessage =>
  message(place, { role: "tool_result", toolCallId, ...more });

/** The blocks of a prompt, parsed. */
const blocksOf = (prompt: string): Record<string, unknown>[] =>
  [...prompt.matchAll(/```json\n(.*)\n```/g)].map(
    ([, json = ""]) => JSON.parse(json) as Record<string, unknown>,
  );

const gapOf = (prompt: string): string | undefined => /^\(messages .*\)$/m.exec(prompt)?.[0];

test("nothing past is no prompt", () => {
  expect(composePast([], DEFAULT_PROMPT_LIMITS)).toBe("");
  expect(composePast([result(1, "c")], DEFAULT_PROMPT_LIMITS)).toBe("");
});

test("a short past is told whole", () => {
  const prompt = composePast([message(1, { role: "user" }), message(2)], DEFAULT_PROMPT_LIMITS);
  expect(gapOf(prompt)).toBeUndefined();
  expect(blocksOf(prompt)).toEqual([
    { kind: "message", role: "user", text: "message 1" },
    { kind: "message", role: "assistant", text: "message 2" },
  ]);
});

test("a tool call stands with its result, or as interrupted", () => {
  const past = [
    call(1, "a"),
    result(2, "a"),
    call(3, "b"),
    result(4, "b", { isError: true }),
    call(5, "c"),
    call(6, null),
    result(7, null),
  ];
  const blocks = blocksOf(composePast(past, DEFAULT_PROMPT_LIMITS));
  expect(blocks.map(({ toolCallId, status, output }) => [toolCallId, status, output])).toEqual([
    ["a", "completed", "message 2"],
    ["b", "failed", "message 4"],
    ["c", "interrupted", null],
    [null, "interrupted", null],
  ]);
});

test("a call that a run's end left open is interrupted, and one that failed in its run is not", () => {
  const past = [call(1, "a"), result(2, "a", { isError: true, epoch: 2 }), call(3, "b")];
  const [a] = blocksOf(composePast([...past, result(4, "b", { epoch: 2 })], DEFAULT_PROMPT_LIMITS));
  expect(a).toMatchObject({ toolCallId: "a", status: "interrupted", output: "message 2" });
});

test("the output of a tool is cut, and says by how much", () => {
  const limits = { totalLength: 10_000, toolOutputLength: 10 };
  const past = [call(1, "a"), result(2, "a", { content: "x".repeat(25) })];
  expect(blocksOf(composePast(past, limits))[0]?.["output"]).toBe(`${"x".repeat(10)}… (15 more characters)`);
});

test("what does not fit is left out behind the first message, and named by its places", () => {
  const past = Array.from({ length: 50 }, (_, n) => message(n + 1));
  const prompt = composePast(past, { totalLength: 500, toolOutputLength: 10 });
  const texts = blocksOf(prompt).map(({ text }) => text);
  expect(texts[0]).toBe("message 1");
  expect(texts.at(-1)).toBe("message 50");
  const left = 50 - (texts.length - 1);
  expect(gapOf(prompt)).toBe(`(messages 2 to ${left} are left out here for their length)`);
});

test("what was not even read is part of the gap", () => {
  const past = [message(1), message(900, { content: "x".repeat(500) }), message(901)];
  const prompt = composePast(past, { totalLength: 300, toolOutputLength: 10 });
  expect(gapOf(prompt)).toBe("(messages 2 to 900 are left out here for their length)");
});

const anyPast = fc.array(
  fc.tuple(fc.constantFrom("user", "assistant", "notice"), fc.string({ maxLength: 200 })),
  {
    minLength: 1,
    maxLength: 40,
  },
);

test("within the limit, the first message aside, an unbroken row up to the newest, and no text can end its block", () => {
  fc.assert(
    fc.property(anyPast, fc.integer({ min: 0, max: 3000 }), (said, totalLength) => {
      const past = said.map(([role, content], n) => message(n + 1, { role, content: `${content}\`\`\`` }));
      const prompt = composePast(past, { totalLength, toolOutputLength: 10 });
      const [first, ...rest] = blocksOf(prompt);
      expect(first?.["text"]).toBe(past[0]?.content);
      const newest = past.slice(1).slice(past.length - 1 - rest.length);
      expect(rest.map(({ text }) => text)).toEqual(newest.map(({ content }) => content));
      expect(gapOf(prompt) === undefined).toBe(rest.length === past.length - 1);
      const size = rest.reduce((sum, data) => sum + JSON.stringify(data).length, 0);
      expect(size).toBeLessThanOrEqual(totalLength);
    }),
  );
});
