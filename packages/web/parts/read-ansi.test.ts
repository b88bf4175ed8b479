// What programs print for terminals, also when it is written to attack one.
import { expect, test } from "vitest";
import { readAnsi } from "./read-ansi.ts";

const ESC = "\u001b";
const BEL = "\u0007";

test.each([
  ["plain", [{ text: "plain", style: "" }]],
  [
    `${ESC}[1;31m1 bad${ESC}[0m fine`,
    [
      { text: "1 bad", style: "ansi-bold ansi-red" },
      { text: " fine", style: "" },
    ],
  ],
  [
    `${ESC}[38;5;196mx${ESC}[92my`,
    [
      { text: "x", style: "" },
      { text: "y", style: "ansi-green" },
    ],
  ],
  [
    `a${ESC}]0;title${BEL}b`,
    [
      { text: "a", style: "" },
      { text: "b", style: "" },
    ],
  ],
  [
    `a${ESC}]52;c;cm0gLXJm${ESC}\\b`,
    [
      { text: "a", style: "" },
      { text: "b", style: "" },
    ],
  ],
  [`${ESC}[2J${ESC}[H 1 home\r\nline`, [{ text: " 1 home\nline", style: "" }]],
  ["\u0000\u0008\u009bx", [{ text: "x", style: "" }]],
])("%j is read", (text, pieces) => {
  expect(readAnsi(text)).toEqual(pieces);
});

test("no control character is left, whatever was printed", () => {
  const all = Array.from(
    { length: 256 },
    (_, code) => `${String.fromCharCode(code)}${ESC}${String.fromCharCode(code)}`,
  );
  const left = readAnsi(all.join(""))
    .map(({ text }) => text)
    .join("");
  expect(Array.from(left).filter((letter) => letter < " " && letter !== "\n" && letter !== "\t")).toEqual([]);
});
