import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { OutputLimit, type OutputSource } from "./output-limit.ts";

const kept = 64 * 1024;
const first: OutputSource = { stream: "tool", toolCallId: "t1" };
const second: OutputSource = { stream: "tool", toolCallId: "t2" };
const agent: OutputSource = { stream: "agent", toolCallId: null };

describe("the limit of a task's output", () => {
  it("lets everything through up to its last byte", () => {
    const limit = new OutputLimit(10);
    expect(limit.admit(first, "12345")).toBe("12345");
    expect(limit.admit(agent, "67890")).toBe("67890");
    expect(limit.open).toEqual([]);
    expect(limit.end(first)).toEqual({ sentence: "", tail: "" });
  });

  it("keeps the end of each source behind it, and says how much is missing before it", () => {
    const limit = new OutputLimit(4);
    expect(limit.admit(first, "123456")).toBe("1234");
    expect(limit.admit(second, "x".repeat(kept + 7))).toBe("");
    expect(limit.admit(first, "78")).toBe("");
    expect(limit.open).toEqual([first, second]);
    expect(limit.end(first)).toEqual({ sentence: "", tail: "5678" });
    const { sentence, tail } = limit.end(second);
    expect(sentence).toBe("\n… 7 bytes of output were left out here, past the task's limit …\n");
    expect(tail).toBe("x".repeat(kept));
    expect(limit.open).toEqual([]);
  });

  it("is used up already where earlier runs have stored more", () => {
    const limit = new OutputLimit(-5);
    expect(limit.admit(first, "abc")).toBe("");
    expect(limit.end(first)).toEqual({ sentence: "", tail: "abc" });
  });

  it("cuts between characters, and no byte is lost uncounted", () => {
    const pieces = fc.array(fc.tuple(fc.constantFrom("a", "é", "…", "\u{1f600}"), fc.nat({ max: 30_000 })), {
      minLength: 1,
      maxLength: 6,
    });
    fc.assert(
      fc.property(pieces, fc.nat({ max: 200_000 }), (amounts, leftBytes) => {
        const limit = new OutputLimit(leftBytes);
        const texts = amounts.map(([character, times]) => character.repeat(times));
        const head = texts.map((text) => limit.admit(first, text)).join("");
        const { sentence, tail } = limit.end(first);
        const whole = texts.join("");
        expect(whole.startsWith(head)).toBe(true);
        expect(whole.endsWith(tail)).toBe(true);
        const missing = Buffer.byteLength(whole) - Buffer.byteLength(head) - Buffer.byteLength(tail);
        expect(Number(/(\d+) bytes/.exec(sentence)?.[1] ?? 0)).toBe(missing);
        expect(Buffer.byteLength(head)).toBeLessThanOrEqual(leftBytes);
        expect(Buffer.byteLength(tail)).toBeLessThanOrEqual(kept);
      }),
      { numRuns: 40 },
    );
  });
});
