// What agents print cannot play tricks on the terminal of whoever reads it.
import { expect, test } from "vitest";
import { cleanLine, cleanText } from "./clean-text.ts";

const esc = String.fromCharCode(27);
const red = `${esc}[31m`;
const bel = String.fromCharCode(7);
const whole = { lines: true, colours: true };

test("moves of the cursor, titles, clipboards and links are taken out, words stay", () => {
  expect(cleanText(`a${esc}[2Jb${esc}[1;1Hc`, whole)).toBe("abc");
  expect(cleanText(`a${esc}]0;title${bel}b${esc}]52;c;aGk=${esc}\\c`, whole)).toBe("abc");
  expect(cleanText(`${esc}]8;;http://evil${bel}text${esc}]8;;${bel}`, whole)).toBe("text");
  expect(cleanText(`a${esc}c${esc}(0b${String.fromCharCode(0x9b)}31mc`, whole)).toBe("ab31mc");
});

test("a sequence without an end takes nothing with it but itself", () => {
  expect(cleanText(`a${esc}[`, whole)).toBe("a");
  expect(cleanText(`a${esc}`, whole)).toBe("a");
});

test("colours stay where they are wanted, and end with the text", () => {
  expect(cleanText(`${red}apple`, whole)).toBe(`${red}apple${esc}[0m`);
  expect(cleanText(`${red}apple`, { lines: true, colours: false })).toBe("apple");
});

test("characters that turn the direction of writing are shown by their number", () => {
  expect(cleanText("user\u202Ename\u2066", whole)).toBe("user<U+202E>name<U+2066>");
});

test("a carriage return cannot overwrite a line, and line ends stay where they are wanted", () => {
  expect(cleanText("safe\r gone\r\nnext\tx", whole)).toBe("safe gone\nnext\tx");
  expect(cleanLine("  two\n\tlines\u0000 ")).toBe("two lines");
});
