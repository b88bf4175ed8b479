// What each refusal comes to, and the words that people read and choose.
import { expect, test } from "vitest";
import {
  askForLogin,
  decideRefusal,
  isRefusal,
  mendRefusal,
  type RefusalKind,
  readRefusalAnswer,
  refusalChoices,
  tellRefusal,
} from "./fault.ts";

const settings = { firstPauseMs: 5_000, tries: 4 };
const resetAt = "2026-11-21T12:00:00.000Z";
const decide = (kind: RefusalKind, inARow: number, told: string | null = null) =>
  decideRefusal({ kind, resetAt: told, inARow }, settings);

test("an overloaded provider is tried again after a pause that doubles, and so often only", () => {
  expect([1, 2, 3, 4].map((inARow) => decide("overloaded", inARow))).toEqual([
    { kind: "park", afterMs: 5_000, until: null },
    { kind: "park", afterMs: 10_000, until: null },
    { kind: "park", afterMs: 20_000, until: null },
    { kind: "ask" },
  ]);
});

test("a limit parks until it is told to be over, else ever longer up to an hour, and never asks", () => {
  expect(decide("rate_limited", 1, resetAt)).toEqual({ kind: "park", afterMs: 5_000, until: resetAt });
  expect(decide("rate_limited", 2, resetAt)).toEqual({ kind: "park", afterMs: 120_000, until: resetAt });
  expect(decide("rate_limited", 1)).toEqual({ kind: "park", afterMs: 60_000, until: null });
  expect(decide("rate_limited", 99)).toEqual({ kind: "park", afterMs: 3_600_000, until: null });
});

test("a conversation that is too long is shortened once, then it is a person's matter", () => {
  expect([1, 2].map((inARow) => decide("context_too_long", inARow))).toEqual([
    { kind: "shorten" },
    { kind: "ask" },
  ]);
});

test.each(["login", "model_unknown", "setup_failed"] as const)("%s is a person's matter at once", (kind) => {
  expect(decide(kind, 1)).toEqual({ kind: "ask" });
});

test.each(["login", "rate_limited", "overloaded", "context_too_long", "model_unknown"] as const)(
  "%s is told with the agent's own words and a mend",
  (kind) => {
    expect(isRefusal(kind)).toBe(true);
    expect(tellRefusal({ kind, agent: "claude", detail: "its words" })).toMatch(/^claude .*: its words$/);
    expect(mendRefusal({ kind, agent: "claude" })).toMatch(/\.$/);
  },
);

test("a login is asked about once for all tasks, and says what is meant for one of them", () => {
  const login = { reason: "claude is out: its words.", taskName: "cups", agent: "claude", machine: "laptop" };
  const { question, context } = askForLogin(login);
  expect(question).toMatch(/^claude is out: its words\. How are the tasks/);
  expect(context).toContain('all tasks of claude on laptop; "cancel the task" is said of cups alone');
});

test("a set-up that failed is told with its last words, and is not laid to the agent", () => {
  const refused = { kind: "setup_failed", agent: "claude", detail: "it ended with code 1." } as const;
  expect(tellRefusal(refused)).toBe("The set-up of its worktree failed: it ended with code 1.");
  expect(mendRefusal(refused)).toMatch(/^Mend what its last lines name/);
});

test("any other error is no refusal", () => {
  expect(isRefusal("other")).toBe(false);
});

test("each choice is read back as what it says, and nothing else is", () => {
  const choices = refusalChoices(["codex"]);
  expect(choices).toEqual(["try again", "use codex", "cancel the task"]);
  expect(choices.map(readRefusalAnswer)).toEqual([
    { do: "try_again" },
    { do: "use", agent: "codex" },
    { do: "cancel" },
  ]);
  expect(readRefusalAnswer("whatever")).toBeNull();
});
