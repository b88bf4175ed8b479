// A recovery report tells everything that it holds, and nothing of an agent's plays tricks on the terminal.
import type { RestorationReport } from "@makima/protocol/restorations";
import { expect, test } from "vitest";
import { drawRestoration } from "./draw-restoration.ts";

const id = "01980000-0000-7000-8000-000000000001";
const at = "2026-03-01T12:00:00.000Z";
const calm: RestorationReport = {
  previousState: "waiting_for_user",
  source: "daemon_restart",
  plan: "proceed",
  reason: "Nothing contradicts it.",
  checkpointId: null,
  findings: [],
  warnings: [],
  alternatives: [],
  inFlight: [],
  pendingQuestionIds: [],
  deliveredQuestionIds: [],
  waitingTaskIds: [],
  spawnedTaskIds: [],
  lost: null,
};
const draw = (report: RestorationReport): string =>
  drawRestoration(report, { title: "Restoration 1", contract: "abc" }).join("\n");

test("a calm one says that nothing was lost, and leaves out what it does not hold", () => {
  const drawn = draw(calm);
  for (const told of ["Restoration 1", "Nothing contradicts it.", "waiting for user", "nothing"])
    expect(drawn).toContain(told);
  for (const absent of ["Found", "In flight", "It could also", "questions"])
    expect(drawn).not.toContain(absent);
});

test("how the agent got its past back is told, with what was put right for it", () => {
  const past = {
    rung: "materialised" as const,
    rungReason: "It was kept.",
    repairs: ["A torn line was cut off."],
    agentVersion: "2.1.0",
    formerAgentVersion: "2.0.9",
  };
  const drawn = drawRestoration(calm, { title: "Restoration 1", contract: null, past }).join("\n");
  for (const told of [
    "materialised: It was kept.",
    "Put right in its transcript",
    "A torn line was cut off.",
    "from 2.0.9 to 2.1.0",
  ])
    expect(drawn).toContain(told);
  const same = { ...past, agentVersion: "2.0.9" };
  expect(drawRestoration(calm, { title: "", contract: null, past: same }).join()).not.toContain("2.0.9");
});

test("what was lost is told to the second, and each other plan with its command", () => {
  const drawn = draw({
    ...calm,
    plan: "use_checkpoint",
    checkpointId: id,
    findings: [{ code: "worktree_missing", severity: "error", message: "Its worktree is gone." }],
    warnings: ["Your own program ended: \u001b[2J gone"],
    alternatives: [{ plan: "start_fresh", effect: "It begins anew.", checkpointId: null }],
    inFlight: [{ toolName: "bash", toolCallId: "c1", outcome: "outcome unknown" }],
    pendingQuestionIds: [id],
    deliveredQuestionIds: [id, id],
    spawnedTaskIds: [id],
    lost: {
      since: at,
      until: at,
      seconds: 42,
      messages: { fromIndex: 3, toIndex: 9, count: 7, firstAt: at, lastAt: at },
      checkpoints: [{ checkpointId: id, number: 4 }],
    },
  });
  for (const told of [
    "messages 3 to 9, and checkpoints 4 (42 s since",
    "1 still open, 2 answered meanwhile",
    "1 spawned, 0 awaited",
    "error worktree_missing: Its worktree is gone.",
    "Your own program ended: gone",
    "bash (c1): outcome unknown",
    "makima supervisor resume abc --plan start_fresh",
  ])
    expect(drawn).toContain(told);
});

test("where nothing can be chosen any more, no command is offered", () => {
  const alternatives = [{ plan: "start_fresh" as const, effect: "It begins anew.", checkpointId: null }];
  const drawn = drawRestoration({ ...calm, alternatives }, { title: "Restoration 1", contract: null });
  expect(drawn.join("\n")).toContain("It begins anew.");
  expect(drawn.join("\n")).not.toContain("makima");
});

test("a run that was cut off names the time of which nothing is written", () => {
  const drawn = draw({
    ...calm,
    lost: { since: at, until: at, seconds: 3, messages: null, checkpoints: [] },
  });
  expect(drawn).toContain("what was not written down yet, 3 s since");
});
