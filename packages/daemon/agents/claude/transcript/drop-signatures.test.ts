import { expect, it } from "vitest";
import { dropSignatures } from "./drop-signatures.ts";

const line = (words: string): string =>
  JSON.stringify({
    type: "assistant",
    uuid: words,
    message: {
      content: [
        { type: "thinking", thinking: "[redacted]", signature: "s" },
        { type: "text", text: words },
      ],
    },
  });

it("takes the thinking out of the lines that were changed, and leaves all others as they are", () => {
  const lines = [line("one"), line("two"), "{torn"];
  const [one, two, torn] = dropSignatures(lines, [1, 2]);
  expect([one, torn]).toEqual([line("one"), "{torn"]);
  const { message }: { message: unknown } = JSON.parse(two ?? "") as { message: unknown };
  expect(message).toEqual({ content: [{ type: "text", text: "two" }] });
});
