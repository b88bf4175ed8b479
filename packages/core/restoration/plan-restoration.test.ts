// What holds for the decision on all facts that there can be.
import fc from "fast-check";
import { expect, test } from "vitest";
import { CONTRACT_STATUSES } from "../contract/contract.ts";
import { SUPERVISOR_STATES } from "../supervisor/supervisor.ts";
import { TASK_KINDS, TASK_STATUSES } from "../task/task.ts";
import type { CheckpointFact, InspectionFacts, RestorationChoice } from "./inspection-facts.ts";
import { decideRestoration, RESTORATION_PLANS, type RestorationDecision } from "./plan-restoration.ts";

const NOW = Date.parse("2026-03-01T12:00:00.000Z");
const anyTime = fc
  .integer({ min: 0, max: 200 })
  .map((hours) => new Date(NOW - hours * 3_600_000).toISOString());
const anyId = fc.constantFrom("a", "b", "c", "d");
const anyCount = fc.integer({ min: 0, max: 3 });

const anyState: fc.Arbitrary<InspectionFacts["state"]> = fc.oneof(
  fc.constant({ found: "none_kept" as const }),
  fc.boolean().map((wasThere) => ({ found: "missing" as const, wasThere })),
  fc.array(fc.string(), { minLength: 1 }).map((problems) => ({ found: "unreadable" as const, problems })),
  fc.record({
    found: fc.constant("row" as const),
    state: fc.constantFrom(...SUPERVISOR_STATES),
    phase: fc.constantFrom("plan", "execute"),
    pendingQuestions: anyCount,
    openQuestions: anyCount,
    standing: fc.record({
      contractStatus: fc.constantFrom(...CONTRACT_STATUSES),
      taskStatus: fc.constantFrom(...TASK_STATUSES),
      blocked: fc.boolean(),
      pendingQuestions: anyCount,
      undeliveredAnswers: anyCount,
      openTaskWaits: anyCount,
    }),
  }),
);

const anyWorktree: fc.Arbitrary<InspectionFacts["worktree"]> = fc.oneof(
  fc.constantFrom("not_asked" as const, "elsewhere" as const, "missing" as const).map((seen) => ({ seen })),
  fc.boolean().map((differs) => ({ seen: "present" as const, differs })),
  fc.constant({ seen: "unknown" as const, problem: "no answer" }),
);

const anyCheckpoints: fc.Arbitrary<CheckpointFact[]> = fc
  .uniqueArray(
    fc.record({
      checkpointId: anyId,
      number: fc.integer({ min: 1, max: 9 }),
      commit: fc.constant("f".repeat(40)),
      at: anyTime,
      messageIndex: fc.integer({ min: -1, max: 30 }),
      inView: fc.boolean(),
      reach: fc.constantFrom("reachable" as const, "unreachable" as const, "unknown" as const),
    }),
    { selector: ({ number }) => number, maxLength: 4 },
  )
  .map((checkpoints) =>
    checkpoints.map((checkpoint) => ({ ...checkpoint, checkpointId: `c${checkpoint.number}` })),
  );

const anyMove: fc.Arbitrary<{ isMoved?: true }> = fc.constantFrom({}, { isMoved: true });

const anyStandingFacts: fc.Arbitrary<InspectionFacts> = fc.record({
  taskKind: fc.constantFrom(...TASK_KINDS),
  restorationCount: anyCount,
  at: fc.constant(new Date(NOW).toISOString()),
  staleAfterMs: fc.constant(86_400_000),
  contractPhase: fc.constantFrom("plan", "execute"),
  isNamed: fc.boolean(),
  endedBy: fc.option(fc.constant("complete_task")),
  state: anyState,
  heartbeat: fc.option(fc.record({ pendingTaskIds: fc.array(anyId), awaited: fc.array(anyId) })),
  missingTasks: fc.array(
    fc.record({
      taskId: anyId,
      relation: fc.constantFrom("spawned" as const, "awaited" as const),
      since: anyTime,
    }),
    { maxLength: 3 },
  ),
  questions: fc.array(fc.record({ questionId: anyId, question: fc.string(), askedAt: anyTime }), {
    maxLength: 3,
  }),
  openCalls: fc.array(fc.record({ toolCallId: anyId, toolName: fc.string() }), { maxLength: 3 }),
  conversation: fc.record({
    messageCount: fc.integer({ min: 0, max: 30 }),
    gaps: fc.array(
      fc
        .integer({ min: 1, max: 30 })
        .map((seq) => ({ fromSeq: seq, toSeq: seq + (seq % 3), fromIndex: seq - 1 })),
      { maxLength: 2 },
    ),
  }),
  worktree: anyWorktree,
  checkpoints: anyCheckpoints,
});

const anyFacts = fc
  .tuple(anyStandingFacts, anyMove)
  .map(([facts, move]): InspectionFacts => ({ ...facts, ...move }));

const anyChoice: fc.Arbitrary<RestorationChoice | null> = fc.option(
  fc.record({
    plan: fc.constantFrom("proceed" as const, "use_checkpoint" as const, "start_fresh" as const),
    checkpointId: fc.constantFrom("c1", "c2", "c3"),
  }),
);

const decide = (facts: InspectionFacts, choice: RestorationChoice | null = null): RestorationDecision =>
  decideRestoration({ facts, choice });

test("there is always one plan, with a reason and at least one other way", () => {
  fc.assert(
    fc.property(anyFacts, anyChoice, (facts, choice) => {
      const { plan, reason, alternatives, checkpointId } = decide(facts, choice);
      expect(RESTORATION_PLANS).toContain(plan);
      expect(reason).toMatch(/\.$/);
      expect(alternatives.map((alternative) => alternative.plan)).not.toContain(plan);
      expect(alternatives.length).toBeGreaterThan(0);
      expect(checkpointId !== null).toBe(plan === "use_checkpoint");
    }),
  );
});

test("it goes back by itself to nothing but a checkpoint in view that can be reached, with whole messages before it", () => {
  fc.assert(
    fc.property(anyFacts, (facts) => {
      const { checkpointId } = decide(facts);
      if (checkpointId === null) return;
      const used = facts.checkpoints.find((checkpoint) => checkpoint.checkpointId === checkpointId);
      expect(used).toMatchObject({ inView: true });
      expect(used?.reach).not.toBe("unreachable");
      for (const { fromIndex } of facts.conversation.gaps)
        expect(fromIndex).toBeGreaterThan(used?.messageIndex ?? 0);
    }),
  );
});

test("infos change no plan, people who answer late are no reason to stop", () => {
  fc.assert(
    fc.property(anyFacts, (facts) => {
      const calm = { ...facts, questions: [], openCalls: [] };
      expect(decide(facts)).toMatchObject({ plan: decide(calm).plan, reason: decide(calm).reason });
    }),
  );
});

test("the order in which the facts are listed decides nothing", () => {
  fc.assert(
    fc.property(anyFacts, (facts) => {
      const turned: InspectionFacts = {
        ...facts,
        missingTasks: facts.missingTasks.toReversed(),
        questions: facts.questions.toReversed(),
        openCalls: facts.openCalls.toReversed(),
        checkpoints: facts.checkpoints.toReversed(),
        conversation: { ...facts.conversation, gaps: facts.conversation.gaps.toReversed() },
      };
      expect(decide(turned)).toEqual(decide(facts));
    }),
  );
});

test("a decision that went through the database is made again", () => {
  fc.assert(
    fc.property(anyFacts, anyChoice, (facts, choice) => {
      const read = JSON.parse(JSON.stringify({ facts, choice })) as Parameters<typeof decideRestoration>[0];
      expect(decideRestoration(read)).toEqual(decide(facts, choice));
    }),
  );
});

test("an error never lets it go on by itself, and nothing but contradictions and many warnings makes it wait", () => {
  fc.assert(
    fc.property(anyFacts, (facts) => {
      const { findings, plan, warnings } = decide(facts);
      const isWrong = findings.some(({ severity }) => severity === "error");
      expect(isWrong && plan === "proceed").toBe(false);
      expect(plan === "manual_intervention" && !isWrong && warnings.length <= 3).toBe(false);
    }),
  );
});

test("what goes on away from its work never goes on by itself with words about work that is not there", () => {
  fc.assert(
    fc.property(anyFacts, (facts) => {
      if (facts.isMoved === undefined || decide(facts).plan !== "proceed") return;
      const inView = facts.checkpoints.filter(({ inView, reach }) => inView && reach !== "unreachable");
      const last = inView.toSorted((a, b) => b.number - a.number)[0]?.messageIndex ?? -1;
      expect(facts.conversation.messageCount - 1).toBeLessThanOrEqual(last);
    }),
  );
});
