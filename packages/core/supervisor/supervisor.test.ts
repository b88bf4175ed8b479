// The state of a supervisor for all facts that there can be.
import fc from "fast-check";
import { expect, test } from "vitest";
import { CONTRACT_STATUSES, isContractOver } from "../contract/contract.ts";
import { isTaskOver, TASK_STATUSES } from "../task/task.ts";
import {
  deriveState,
  heartbeatDiffers,
  SUPERVISOR_STATES,
  type SupervisorFacts,
  type SupervisorState,
} from "./supervisor.ts";

const plain: SupervisorFacts = {
  contractStatus: "active",
  taskStatus: "waiting",
  blocked: false,
  pendingQuestions: 0,
  undeliveredAnswers: 0,
  openTaskWaits: 0,
};

test.each<[string, Partial<SupervisorFacts>, SupervisorState]>([
  ["its run has not begun", { taskStatus: "pending" }, "initializing"],
  ["its run begins", { taskStatus: "starting" }, "initializing"],
  ["its run cannot begin", { taskStatus: "pending", blocked: true }, "blocked"],
  ["a turn runs, whatever it waits for", { taskStatus: "running", openTaskWaits: 1 }, "working"],
  ["its run ended without consent", { taskStatus: "interrupted" }, "interrupted"],
  ["it is held after an interruption", { taskStatus: "interrupted", blocked: true }, "blocked"],
  ["it has nothing to do", {}, "idle"],
  ["it is held", { blocked: true, pendingQuestions: 1 }, "blocked"],
  [
    "it asks, before all else that it waits for",
    { pendingQuestions: 1, openTaskWaits: 1 },
    "waiting_for_user",
  ],
  ["one of two answers came", { pendingQuestions: 1, undeliveredAnswers: 1 }, "waiting_for_user"],
  ["the last answer came", { undeliveredAnswers: 1, openTaskWaits: 1 }, "working"],
  ["the last answer came during a pause", { undeliveredAnswers: 1, contractStatus: "paused" }, "idle"],
  ["it awaits tasks", { openTaskWaits: 1 }, "waiting_for_tasks"],
  ["the contract is complete", { contractStatus: "completed" }, "completed"],
  ["the contract failed", { contractStatus: "failed" }, "failed"],
  ["the contract was cancelled", { contractStatus: "cancelled" }, "failed"],
  ["its task is done", { taskStatus: "done" }, "completed"],
  ["its task failed", { taskStatus: "failed" }, "failed"],
  ["its task was cancelled", { taskStatus: "cancelled" }, "failed"],
])("%s", (_, facts, state) => {
  expect(deriveState({ ...plain, ...facts })).toBe(state);
});

const few = fc.integer({ min: 0, max: 2 });
const facts: fc.Arbitrary<SupervisorFacts> = fc.record({
  contractStatus: fc.constantFrom(...CONTRACT_STATUSES),
  taskStatus: fc.constantFrom(...TASK_STATUSES),
  blocked: fc.boolean(),
  pendingQuestions: few,
  undeliveredAnswers: few,
  openTaskWaits: few,
});

test("any facts have one state, and it keeps to what each state means", () => {
  fc.assert(
    fc.property(facts, (given) => {
      const state = deriveState(given);
      expect(SUPERVISOR_STATES).toContain(state);
      const isOver = isContractOver(given.contractStatus) || isTaskOver(given.taskStatus);
      expect(state === "completed" || state === "failed").toBe(isOver);
      const waits = !isOver && given.taskStatus === "waiting" && !given.blocked;
      expect(state === "waiting_for_user").toBe(waits && given.pendingQuestions > 0);
      expect(state !== "waiting_for_tasks" || given.openTaskWaits > 0).toBe(true);
    }),
  );
});

const said = { epoch: 1, version: 4, activity: "Works", progress: 40, pendingTaskIds: ["a", "b"] };
const known = { progress: 40, awaited: ["b", "a"], progressIsNewer: false, waitsAreNewer: false };

test.each<[string, Partial<typeof said>, Partial<typeof known>, readonly string[]]>([
  ["is what the rows say", {}, {}, []],
  ["knew of more progress", { progress: 60 }, {}, ["progress"]],
  ["is older than the progress", { progress: 20 }, { progressIsNewer: true }, []],
  ["reported nothing in this run", { progress: 0 }, {}, []],
  ["knew of a wait that is not there", {}, { awaited: ["a"] }, ["pendingTaskIds"]],
  ["is older than the waits", {}, { awaited: [], waitsAreNewer: true }, []],
  ["is at work again already", { pendingTaskIds: [] }, {}, []],
  ["knew of both", { progress: 99 }, { awaited: [] }, ["progress", "pendingTaskIds"]],
])("a heartbeat that %s", (_, heartbeat, facts, differs) => {
  expect(heartbeatDiffers({ ...said, ...heartbeat }, { ...known, ...facts })).toEqual(differs);
});
