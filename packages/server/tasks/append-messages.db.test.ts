// Appends against a model that is a plain list: whatever is sent again, the conversation has every message once, in order, without a gap.
import type { SentMessage } from "@makima/protocol/mesh";
import { beginSupervisor, look, type RunAt } from "@makima/testkit/runs";
import { createTestWorld } from "@makima/testkit/world";
import fc from "fast-check";
import { expect, test } from "vitest";
import { appendMessages, appendOutput } from "./append-messages.ts";

const of = await createTestWorld();
const { world } = of;
const { ownerId } = of.principal;

const message = (source: number): SentMessage => ({
  source,
  role: "assistant",
  content: `message ${source}`,
  toolCallId: null,
  toolName: null,
  isError: false,
  truncated: false,
  durationMs: null,
});
const batch = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, index) => message(first + index));
const append = (at: RunAt, first: number, last: number) =>
  appendMessages(world, { ownerId, ...at }, batch(first, last));
const pieces = (first: number, last: number) =>
  batch(first, last).map(({ source, content }) => ({
    source,
    stream: "agent" as const,
    toolCallId: null,
    text: content,
  }));

const stored = async ({ taskId }: RunAt) =>
  (
    await look<{ content: string; seq: number }>(
      of,
      "select content, seq::int from message where task_id = $1 and source is not null order by seq",
      [taskId],
    )
  ).map(({ content, seq }) => ({ content, seq }));

/** As they stand behind the prompt of the first turn. */
const model = (count: number) => batch(1, count).map(({ content, source }) => ({ content, seq: source + 1 }));

test("whatever is sent again and in what pieces, each message is there once and numbered without a gap", async () => {
  const resend = fc.record({ back: fc.nat({ max: 6 }), length: fc.integer({ min: 1, max: 7 }) });
  await fc.assert(
    fc.asyncProperty(fc.array(resend, { minLength: 1, maxLength: 12 }), async (sends) => {
      const at = await beginSupervisor(of);
      let count = 0;
      for (const { back, length } of sends) {
        const first = Math.max(1, count + 1 - back);
        const last = first + length - 1;
        expect(await append(at, first, last)).toBe(last > count ? "appended" : "repeated");
        count = Math.max(count, last);
      }
      expect(await stored(at)).toEqual(model(count));
    }),
    { numRuns: 15 },
  );
});

test("a gap is refused, and what comes behind it is not called a repetition", async () => {
  const at = await beginSupervisor(of);
  await append(at, 1, 2);
  await expect(append(at, 4, 5)).rejects.toThrow("was not there yet");
  expect(await stored(at)).toEqual(model(2));
});

test("the same batches at once on several connections leave each message once", async () => {
  const at = await beginSupervisor(of);
  for (let first = 1; first <= 21; first += 5) {
    const outcomes = await Promise.all(
      Array.from({ length: 6 }, (_, n) => append(at, Math.max(1, first - n), first + 4)),
    );
    expect(outcomes.filter((outcome) => outcome === "appended")).toHaveLength(1);
  }
  expect(await stored(at)).toEqual(model(25));
});

test("a batch that overtakes the one before it is never lost: it is sent again", async () => {
  const at = await beginSupervisor(of);
  for (let first = 1; first <= 40; first += 4) {
    const send = (from: number, to: number): Promise<unknown> =>
      append(at, from, to).catch(() => send(from, to));
    await Promise.all([send(first + 2, first + 3), send(first, first + 1)]);
  }
  expect(await stored(at)).toEqual(model(40));
});

test("output is numbered and counted once, also when it overlaps", async () => {
  const at = await beginSupervisor(of);
  const from = { ownerId, ...at };
  expect(await appendOutput(world, from, pieces(1, 3))).toBe("appended");
  expect(await appendOutput(world, from, pieces(2, 4))).toBe("appended");
  expect(await appendOutput(world, from, pieces(1, 4))).toBe("repeated");
  await expect(appendOutput(world, from, pieces(6, 6))).rejects.toThrow("was not there yet");
  const [{ bytes, numbers } = {}] = await look(
    of,
    `select v.output_bytes::int as bytes, (select array_agg(o.seq::int order by o.seq) from output o where o.task_id = v.task_id) as numbers
     from conversation v where v.task_id = $1`,
    [at.taskId],
  );
  expect(numbers).toEqual([1, 2, 3, 4]);
  expect(bytes).toBe(4 * "message 1".length);
});

test("a batch with a hole in itself is no batch", async () => {
  const at = await beginSupervisor(of);
  await expect(appendMessages(world, { ownerId, ...at }, [message(1), message(3)])).rejects.toThrow(
    "holds 2 items",
  );
});
