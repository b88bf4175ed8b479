// Shows the decisions by an error's text that the rule sees, and what is no decision.
import { expect, test } from "vitest";
import { errorText } from "./error-text.ts";
import { treeOf } from "./tree.ts";

const found = (text: string): number => errorText.find(treeOf({ "a.ts": text })).length;

test.each([
  'if (error.message.includes("x")) a();',
  'if (err.message === "x") a();',
  'if ("x" !== failure.cause.message) a();',
  "if (/x/.test(error.message)) a();",
  "/x/.exec((thing as Error).message);",
  'if (String(error).startsWith("x")) a();',
  'error.toString().match("x");',
  'error?.message?.toLowerCase().endsWith("x");',
  "switch (error.message) { default: a(); }",
  'try { a(); } catch (problem) { if (problem.stack.includes("x")) b(); }',
  ["if (`$", '{error}`.includes("x")) a();'].join(""),
])("%s", (text) => {
  expect(found(text)).toBe(1);
});

test.each([
  'if (error.code === "ENOENT") a();',
  "log(error.message);",
  'if (row.message.includes("x")) a();',
  ["throw new Failure(`broken: $", "{error.message}`);"].join(""),
  'expect(error.message).toContain("x");',
])("%s is fine", (text) => {
  expect(found(text)).toBe(0);
});
