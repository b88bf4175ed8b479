// Every type of event has a sentence, whatever the event carries.
import fc from "fast-check";
import { expect, test } from "vitest";
import { EVENT_TYPES, tell, typesBeginning } from "./timeline.ts";

test.each(EVENT_TYPES)("%s has a sentence, with its facts and without", (type) => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (data) => {
      expect(tell({ type, data })).toMatch(/\S/);
    }),
  );
  expect(tell({ type, data: {} })).not.toMatch(/undefined|null/);
});

test.each([
  ["contract.created", { name: "Warm feet" }, "Contract Warm feet was made"],
  ["contract.cancelled", {}, "The contract was cancelled"],
  ["contract.cancelled", { reason: "no money" }, "The contract was cancelled: no money"],
  ["contract.changed", { fields: ["name", "goal"] }, "The contract was changed: name, goal"],
  ["phase.changed", { from: "plan", to: "execute" }, "Phase changed from plan to execute"],
  ["supervisor.state_changed", { state: "waiting_for_user", activity: "" }, "Supervisor is waiting for user"],
  ["task.progressed", { name: "a", progress: 40 }, "Task a is at 40 %"],
  ["task.merged", { name: "a", commit: "0123456789abcdef" }, "Task a was merged at 0123456789ab"],
  [
    "task.tried",
    { name: "a", command: "npm test", ending: "exited", exitCode: 1 },
    "Tried npm test in the worktree of a: exited, code 1",
  ],
  [
    "task.tried",
    { name: "a", command: "npm test", ending: "timed_out", exitCode: null },
    "Tried npm test in the worktree of a: timed out",
  ],
  ["question.answered", { response: ["left", "right"] }, "Answered: left, right"],
  ["restoration.done", { name: "a", number: 1, plan: "proceed" }, "a was restored (restoration 1)"],
  [
    "restoration.done",
    { name: "a", number: 2, plan: "use_checkpoint" },
    "a was restored (restoration 2, back to a checkpoint)",
  ],
  ["finding.reported", { severity: "major", text: { odd: true } }, 'Finding (major): {"odd":true}'],
] as const)("%s %j is told", (type, data, sentence) => {
  expect(tell({ type, data })).toBe(sentence);
});

test("types are found by their beginnings", () => {
  expect(typesBeginning(["phase", "question.an"])).toEqual(["phase.changed", "question.answered"]);
  expect(typesBeginning(["%"])).toEqual([]);
});
