// The stored table of decisions, which every later version has to reproduce.
import { expect, test } from "vitest";
import stored from "./decisions.json" with { type: "json" };
import { FINDING_SEVERITIES } from "./inspect-task.ts";
import type { InspectionFacts, RestorationChoice } from "./inspection-facts.ts";
import { decideRestoration, RESTORATION_PLANS } from "./plan-restoration.ts";

type Case = {
  name: string;
  /** what differs from the table's base */
  given: Partial<InspectionFacts>;
  choice: RestorationChoice | null;
  codes: string[];
  plan: string;
  checkpointId: string | null;
  reason: string;
  alternatives: string[];
};
const table: unknown = stored;
const { base, cases } = table as { base: InspectionFacts; cases: Case[] };

test.each(cases)("$name: $plan", ({ given, choice, codes, plan, checkpointId, reason, alternatives }) => {
  const decision = decideRestoration({ facts: { ...base, ...given }, choice });
  expect({
    codes: decision.findings.map(({ code }) => code),
    plan: decision.plan,
    checkpointId: decision.checkpointId,
    reason: decision.reason,
    alternatives: decision.alternatives.map((alternative) => alternative.plan),
  }).toEqual({ codes, plan, checkpointId, reason, alternatives });
});

test("the table holds every plan and every finding", () => {
  expect(cases.length).toBeGreaterThanOrEqual(40);
  expect(new Set(cases.map(({ plan }) => plan))).toEqual(new Set(RESTORATION_PLANS));
  expect(new Set(cases.flatMap(({ codes }) => codes))).toEqual(new Set(Object.keys(FINDING_SEVERITIES)));
});

test("each alternative says what it would do", () => {
  const gone: InspectionFacts = { ...base, worktree: { seen: "missing" } };
  const held = decideRestoration({ facts: { ...gone, isNamed: false }, choice: null });
  expect(held.alternatives.map(({ effect }) => effect)).toEqual([
    expect.stringContaining("made anew from its last checkpoint"),
    expect.stringContaining("10 later messages go out of view"),
    expect.stringContaining("empty conversation"),
  ]);
  const ahead = { ...base, conversation: { messageCount: 5, gaps: [] } };
  expect(decideRestoration({ facts: ahead, choice: null }).alternatives[0]?.effect).toContain(" 0 later");
});
