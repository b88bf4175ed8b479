// Shows what of an answer is announced: its shape, and no value that another machine or another day would change.
import { expect, test } from "vitest";
import { fieldsOf, inOrder } from "./announced.ts";

test("paths, switches and types; elements of lists go by their names", () => {
  const answer = {
    protocolVersion: 1,
    pid: 4711,
    canLoad: true,
    capabilities: { http: {} },
    modes: [
      { id: "plan", name: "Plan" },
      { id: "ask", name: "Ask" },
    ],
    tools: ["Bash"],
    limit: null,
    plugins: [],
  };
  expect(fieldsOf(answer)).toEqual({
    protocolVersion: "1",
    pid: "number",
    canLoad: "true",
    "capabilities.http": "object",
    "modes[plan].id": "string",
    "modes[plan].name": "string",
    "modes[ask].id": "string",
    "modes[ask].name": "string",
    "tools[Bash]": "",
    limit: "null",
    plugins: "list",
  });
});

test("no deeper than is asked", () => {
  expect(fieldsOf({ message: { content: [{ type: "text" }] } }, { deepest: 1 })).toEqual({
    message: "object",
  });
});

test("the order of an answer is none of what is announced", () => {
  expect(JSON.stringify(inOrder({ b: {}, a: { y: "1", x: "2" } }))).toBe('{"a":{"x":"2","y":"1"},"b":{}}');
});
