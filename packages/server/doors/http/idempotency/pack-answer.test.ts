// What is kept of an answer is the answer.
import fc from "fast-check";
import { expect, test } from "vitest";
import { packAnswer, unpackAnswer } from "./pack-answer.ts";

test("an answer comes back as it was", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (answer) => {
      expect(unpackAnswer(packAnswer(answer))).toEqual(JSON.parse(JSON.stringify(answer)));
    }),
  );
});

test("a record that was written by an earlier release can be read", () => {
  const packed = Buffer.from(EARLIER, "hex");
  expect(unpackAnswer(packed)).toEqual({ id: "x", status: "answered", response: "left", cursor: "c" });
});

/** Changes only with the format, which it then breaks. */
const EARLIER = "ab86f8bf82b05b7252d34a9490f4262bd50200";
