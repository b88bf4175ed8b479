// Phases go forward, statuses follow the table, and a final status stays.
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  branchOf,
  CONTRACT_STATUSES,
  CONTRACT_TYPES,
  type ContractCommand,
  decidePhase,
  firstPhase,
  isContractOver,
  nextStatus,
  PHASES,
  phasesOf,
  slugOf,
} from "./contract.ts";

const COMMANDS: readonly ContractCommand[] = ["start", "pause", "cancel", "complete", "fail"];

test("a contract begins in the first phase of its type", () => {
  expect(CONTRACT_TYPES.map((type) => [type, firstPhase(type)])).toEqual([
    ["simple", "plan"],
    ["specification", "research"],
    ["execute", "execute"],
  ]);
});

test("a phase moves to a later one of its type, and to no other", () => {
  for (const type of CONTRACT_TYPES) {
    const order = phasesOf(type);
    for (const phase of order) {
      for (const wanted of PHASES) {
        const decision = decidePhase({ type, phase }, wanted);
        const isLater = order.indexOf(wanted) > order.indexOf(phase);
        expect(decision.ok).toBe(isLater);
        const refusal = order.includes(wanted) ? "PHASE_ORDER" : "UNKNOWN_PHASE";
        expect(decision).toMatchObject(isLater ? { phase: wanted } : { code: refusal });
      }
    }
  }
});

test("the refusal of an unknown phase names those that there are", () => {
  expect(decidePhase({ type: "simple", phase: "plan" }, "deploy")).toEqual({
    ok: false,
    code: "UNKNOWN_PHASE",
    message: "a simple contract has the phases plan, execute",
  });
});

test("a status follows from the command, where the command fits", () => {
  const table = CONTRACT_STATUSES.map((status) => COMMANDS.map((command) => nextStatus(status, command)));
  expect(table).toEqual([
    ["active", null, "cancelled", null, null],
    [null, "paused", "cancelled", "completed", "failed"],
    ["active", null, "cancelled", "completed", "failed"],
    [null, null, null, null, null],
    [null, null, null, null, null],
    [null, null, null, null, null],
  ]);
});

test("whatever is commanded, a contract that is over stays as it is", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...COMMANDS)), (commands) => {
      let status: (typeof CONTRACT_STATUSES)[number] = "draft";
      for (const command of commands) {
        const before = status;
        status = nextStatus(status, command) ?? status;
        expect(isContractOver(before) && status !== before).toBe(false);
      }
    }),
  );
});

test.each([
  ["Warm the Café now", "warm-the-cafe-now"],
  ["  --  ", "work"],
  ["修复", "work"],
  ["a".repeat(39) + " b", "a".repeat(39)],
  ["../../etc; rm -rf", "etc-rm-rf"],
])("the slug of %j is %j", (name, slug) => {
  expect(slugOf(name)).toBe(slug);
});

test("whatever the name, its slug can stand in a git ref", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (name) => {
      expect(slugOf(name)).toMatch(/^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$/);
    }),
  );
});

test("a branch ends in what tells its contract from others of the same name", () => {
  const id = "01912345-0000-7000-8000-0000deadbeef";
  expect(branchOf({ name: "Warm feet", id })).toBe("makima/warm-feet-deadbeef");
});
