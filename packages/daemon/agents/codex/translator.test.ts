import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";
import type { AgentEvent } from "../driver.ts";
import { type CodexEvent, readEvent } from "./read-event.ts";
import { Translator } from "./translator.ts";

const frame = z.looseObject({ method: z.string(), params: z.unknown() });
const recorded = readFileSync(join(import.meta.dirname, "recorded", "turn.ndjson"), "utf8")
  .trim()
  .split("\n")
  .map((line) => frame.parse(JSON.parse(line)));

const eventOf = (method: string, params: object): CodexEvent[] => {
  const event = readEvent(method, params, null);
  return event === null ? [] : [event];
};

function translate(frames: readonly { method: string; params: unknown }[]): AgentEvent[] {
  const translator = new Translator();
  const events = frames.flatMap(({ method, params }) =>
    eventOf(method, params as object).flatMap((event) => translator.take(event)),
  );
  return [...events, ...translator.endTurn()];
}

test("what Codex 0.169 told of a turn becomes messages and tools, each under one id", () => {
  const events = translate(recorded);
  const said = events.flatMap((event) => (event.kind === "text" ? [event.text] : [])).join("");
  expect(said).toBe("Waiting for the answer to my question.");
  const tools = events.filter((event) => event.kind === "tool");
  const ends = tools.filter(({ state }) => state === "completed" || state === "failed");
  expect(ends.map(({ name, state, text }) => [name, state, text])).toEqual([
    ["exec_command", "failed", "2\n3\n[shown late, it came first]\n1\n[exit code 3]"],
    ["apply_patch", "completed", "/srv/project/made.txt\nmade\n"],
    ["exec_command", "completed", undefined],
    ["ask_question", "completed", '{"status":"pending"}'],
  ]);
  expect(tools[0]).toMatchObject({
    toolKind: "execute",
    title: "for i in 1 2 3; do echo $i; sleep 0.3; done; exit 3",
    input: { cwd: "/srv/project" },
  });
});

test("news of another thread is none of ours", () => {
  const heard = recorded.flatMap(({ method, params }) => readEvent(method, params, "another") ?? []);
  expect(new Set(heard.map(({ method }) => method))).toEqual(new Set(["account/rateLimits/updated"]));
});

const item = (method: "item/started" | "item/completed", told: object) => ({
  method,
  params: { item: told },
});
const command = { type: "commandExecution", id: "c", command: "ls", status: "inProgress" };

test("what runs on when the turn ends is closed, and what it shows later is of no turn", () => {
  const late = { method: "item/commandExecution/outputDelta", params: { itemId: "c", delta: "late" } };
  const translator = new Translator();
  const take = ({ method, params }: { method: string; params: object }) =>
    eventOf(method, params).flatMap((event) => translator.take(event));
  take(item("item/started", command));
  expect(translator.endTurn()).toEqual([
    { kind: "tool", toolCallId: "c", state: "completed", text: "[the turn ended before this did]" },
  ]);
  expect(take(late)).toEqual([]);
  expect(take(item("item/completed", { ...command, status: "completed" }))).toEqual([]);
});

test("a thought comes in pieces or whole, and is not told twice", () => {
  const thought = { type: "reasoning", id: "r", summary: ["One.", "Two."], content: [] };
  const piece = (delta: string) => ({
    method: "item/reasoning/summaryTextDelta",
    params: { itemId: "r", delta },
  });
  const part = { method: "item/reasoning/summaryPartAdded", params: { itemId: "r", summaryIndex: 1 } };
  const textOf = (events: readonly AgentEvent[]) =>
    events.map((event) => (event.kind === "text" ? event.text : "")).join("");
  const whole = item("item/completed", thought);
  expect(textOf(translate([whole]))).toBe("One.\n\nTwo.");
  expect(textOf(translate([piece("One."), part, piece("Two."), whole]))).toBe("One.\n\nTwo.");
});

test("a plan, a retry and what is not known", () => {
  const plan = { turnId: "t", explanation: null, plan: [{ step: "Look", status: "completed" }] };
  const lost = { willRetry: true, error: { message: "Reconnecting... 1/5", additionalDetails: "no answer" } };
  expect(
    translate([
      { method: "turn/plan/updated", params: plan },
      { method: "error", params: lost },
      { method: "something/new", params: {} },
      item("item/started", { type: "somethingNew", id: "n" }),
    ]),
  ).toEqual([
    {
      kind: "tool",
      toolCallId: "plan-t-1",
      title: "Plan",
      name: "update_plan",
      toolKind: "think",
      state: "completed",
      input: { plan: plan.plan },
      text: "[completed] Look",
    },
    { kind: "noise", text: "Reconnecting... 1/5: no answer\n" },
  ]);
});

test("a tool of a server, a search and a picture have names of their own", () => {
  const mcp = { type: "mcpToolCall", id: "m", server: "docs", tool: "find", arguments: { q: "a" } };
  const ends = translate([
    item("item/started", { ...mcp, status: "inProgress" }),
    item("item/completed", { ...mcp, status: "failed", error: { message: "no such page" } }),
    item("item/started", { type: "webSearch", id: "w", query: "makima" }),
    item("item/started", { type: "imageView", id: "i", path: "a.png" }),
  ]);
  expect(ends).toMatchObject([
    { name: "docs.find", state: "in_progress", input: { q: "a" } },
    { name: "docs.find", state: "failed", text: "no such page" },
    { name: "web_search", toolKind: "search" },
    { name: "view_image", toolKind: "read" },
    { state: "completed" },
    { state: "completed" },
  ]);
});
