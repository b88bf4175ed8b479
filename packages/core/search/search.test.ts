// What a query asks for, and what an excerpt shows.
import fc from "fast-check";
import { expect, test } from "vitest";
import { excerptOf, parseQuery } from "./search.ts";

test.each([
  ["zebra", '"zebra"', "zebra", ["zebra"]],
  ["a zebra", '"a" "zebra"', "zebra", ["a", "zebra"]],
  ["zebra a", '"zebra" "a"', null, ["zebra", "a"]],
  ['"red apple" pie', '"red apple" "pie"', "pie", ["red", "apple", "pie"]],
  ['pie "red apple"', '"pie" "red apple"', null, ["pie", "red", "apple"]],
  ['"never closed', '"never closed"', null, ["never", "closed"]],
  ["max_retry src/a.ts", '"max retry" "src a ts"', null, ["max", "retry", "src", "a", "ts"]],
  ["pie -apple", '"pie" -"apple"', null, ["pie"]],
  ['pie -"red apple"', '"pie" -"red apple"', null, ["pie"]],
  ["run --no-open", '"run" "no open"', null, ["run", "no", "open"]],
  ["pear OR pie", '"pear" or "pie"', null, ["pear", "pie"]],
  ["pear or", '"pear" or', null, ["pear"]],
  ["检索", '"检 索"', null, ["检", "索"]],
  ["pie pie", '"pie" "pie"', "pie", ["pie"]],
])("%s asks for %s and the beginning %s", (query, web, prefix, words) => {
  const before = web.slice(0, web.lastIndexOf(" ") === -1 ? 0 : web.lastIndexOf(" "));
  expect(parseQuery(query)).toEqual({ web, beginning: prefix && { prefix, web: before }, words });
});

test.each(["", " ", "-pie", "or", '""', ". / _"])("%j asks for nothing", (query) => {
  expect(parseQuery(query)).toBeNull();
});

const marked = (text: string, words: string[], prefix: string | null = null): string =>
  excerptOf(text, { words, beginning: prefix === null ? null : { prefix, web: "" } })
    .map(({ text: piece, hit }) => (hit ? `[${piece}]` : piece))
    .join("");

test("the words are marked as they are written, white space is one space", () => {
  expect(marked("A Red\n\n  apple, a green_apple", ["red", "apple"])).toBe(
    "A [Red] [apple], a green_[apple]",
  );
  expect(marked("retrying", ["x"], "retry")).toBe("[retrying]");
  expect(marked("", ["x"])).toBe("");
});

test("a long text is cut between words around the place where most of the words are", () => {
  const filler = "lorem ".repeat(100);
  const shown = marked(`apple ${filler}red apple ${filler}`, ["red", "apple"]);
  expect(shown).toContain("[red] [apple] lorem");
  expect(shown).toMatch(/^…lorem .* lorem…$/);
  expect(marked(filler, ["apple"])).toMatch(/^lorem .* lorem…$/);
});

test("a text without a space is cut where it must be", () => {
  const long = `${"+".repeat(300)}word${"+".repeat(300)}`;
  expect(marked(long, ["word"])).toMatch(/^…\++\[word\]\++…$/);
});

test("no character is cut in two", () => {
  const long = `${"😀".repeat(200)}zebra${"😀".repeat(200)}`;
  expect(marked(long, ["zebra"]).isWellFormed()).toBe(true);
});

test("an excerpt is part of its text, whatever that is", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "binary", maxLength: 600 }),
      fc.string({ unit: "binary" }),
      (text, query) => {
        const asked = parseQuery(query) ?? { words: ["a"], beginning: { prefix: "b", web: "" } };
        const shown = excerptOf(text, asked)
          .map((part) => part.text)
          .join("");
        expect(shown.isWellFormed()).toBe(true);
        const bare = (from: string) => from.replaceAll(/\s+/gu, "").replaceAll("…", "");
        expect(bare(text)).toContain(bare(shown));
      },
    ),
  );
});
