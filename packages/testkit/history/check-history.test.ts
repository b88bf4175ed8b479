// What the checks find, and what they let pass: a checker that finds nothing would make every story green.
import { expect, test } from "vitest";
import { checkHistory } from "./check-history.ts";
import type { Evidence } from "./evidence.ts";
import { GOOD } from "./good-history.ts";
import { command, run } from "./good-parts.ts";
import { BY_HAND, contract, question, supervisor, TAKEN_BACK, waiting, withSteps } from "./good-variants.ts";
import { INVARIANTS } from "./invariants.ts";
import { PLANTED_IN_WORK } from "./planted-faults.ts";
import { PLANTED_IN_RECORDS } from "./planted-faults-of-records.ts";

const PLANTED = [...PLANTED_IN_WORK, ...PLANTED_IN_RECORDS];

test("a history as it should be has no fault", () => {
  expect(checkHistory(GOOD)).toEqual([]);
});

test("neither has one with a task that was taken back and a fork of it", () => {
  expect(checkHistory({ ...GOOD, ...TAKEN_BACK })).toEqual([]);
});

test("a parked supervisor that a person takes back is restored, and counted", () => {
  expect(checkHistory({ ...GOOD, ...BY_HAND })).toEqual([]);
});

test("what the server no longer waits for need never have been written down by its machine", () => {
  const isVoid = command("rewind-1", { kind: "rewind_worktree", isFinished: true, isVoid: true });
  expect(checkHistory({ ...GOOD, commands: [...GOOD.commands, isVoid] })).toEqual([]);
  expect(checkHistory({ ...GOOD, commands: [...GOOD.commands, { ...isVoid, isVoid: false }] })).toEqual([
    "M1: command rewind-1 is acknowledged, and daemon d never wrote it down",
  ]);
});

test("what is said to a run, and dies with it before it is written down, may be said again", () => {
  const said = { kind: "did", commandId: "turn-2", dies: true } as const;
  const again = [{ kind: "journaled", commandId: "turn-2" } as const, said];
  expect(checkHistory({ ...GOOD, ...withSteps(said, { kind: "booted", bootId: "b3" }, ...again) })).toEqual(
    [],
  );
});

test("a supervisor that waits for a person is as it should be", () => {
  const asking = {
    ...supervisor,
    state: "waiting_for_user" as const,
    pendingQuestions: 1,
    restorationCount: 0,
    phase: "plan",
  };
  const evidence: Evidence = {
    ...GOOD,
    contracts: [{ ...contract, status: "active", phase: "plan" }],
    tasks: [{ ...waiting, restorationCount: 0 }],
    runs: [run("t", 1, { endReason: "parked" })],
    restorations: [],
    supervisors: [asking],
    questions: [{ ...question, status: "pending", isDelivered: false, response: null }],
    calls: GOOD.calls.slice(0, 1),
    deliveries: GOOD.deliveries.slice(0, 1),
    checkpoints: [],
    events: GOOD.events.slice(0, 4),
    messages: GOOD.messages.slice(0, 3),
    heads: [],
    spools: [],
    daemonSteps: [],
    commands: [],
    clients: [],
    streams: [],
    refMoves: [],
    agentLog: [],
  };
  expect(checkHistory(evidence)).toEqual([]);
});

test("a checkpoint that its task has left behind may be there under the name that it was put aside by", () => {
  const checkpoints = GOOD.checkpoints.map((one) => ({ ...one, isLeft: true }));
  const refs = GOOD.refs.map((one) => ({ ...one, ref: `refs/makima/c/left/${one.commit}` }));
  expect(checkHistory({ ...GOOD, checkpoints, refs })).toEqual([]);
});

test("a call that comes when a person has confirmed that the contract is complete is taken no more", () => {
  const record = {
    kind: "tool_call" as const,
    taskId: "t",
    epoch: 2,
    callKey: "late",
    tool: "list_tasks" as const,
    input: {},
  };
  const spools = GOOD.spools.map((one) => ({ ...one, records: [...one.records, record] }));
  expect(checkHistory({ ...GOOD, spools })).toEqual([expect.stringContaining("call t/2/late")]);
  const complete = { ...question, id: "q2", questionType: "contract_complete" as const, response: "confirm" };
  expect(checkHistory({ ...GOOD, spools, questions: [...GOOD.questions, complete] })).not.toContainEqual(
    expect.stringContaining("H5"),
  );
});

test.each(PLANTED)("a fault against %s is found", (id, fault) => {
  const findings = checkHistory({ ...GOOD, ...fault });
  expect(findings.map((finding) => finding.slice(0, finding.indexOf(":")))).toContain(id);
});

test("every invariant has a check that finds a planted fault", () => {
  const found = new Set(PLANTED.map(([id]) => id));
  const unproven = INVARIANTS.filter(({ id }) => !found.has(id));
  expect(unproven.map(({ id }) => id)).toEqual([]);
  const counts = { Q: 9, T: 12, S: 12, H: 10, G: 8, M: 4, O: 6 };
  const all = Object.entries(counts).flatMap(([letter, count]) =>
    Array.from({ length: count }, (_, place) => `${letter}${place + 1}`),
  );
  expect(INVARIANTS.map(({ id }) => id)).toEqual(all);
});
