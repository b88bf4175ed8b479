// What a daemon may say of a run: everything of its own present one, nothing of an older one or of another daemon's.
import { addDaemon } from "@makima/testkit/contracts";
import { eventsOf } from "@makima/testkit/events";
import { growDuring } from "@makima/testkit/fence";
import { beginSupervisor, call, look, type RunRecord, send } from "@makima/testkit/runs";
import { createTestWorld } from "@makima/testkit/world";
import { describe, expect, test } from "vitest";
import { takeRecord } from "./take-record.ts";

const of = await createTestWorld();
const said = { role: "assistant", content: "Hello" } as const;
const plain = { toolCallId: null, toolName: null, isError: false, truncated: false, durationMs: null };

const RECORDS: RunRecord[] = [
  { kind: "messages", messages: [{ source: 1, ...said, ...plain }] },
  { kind: "output", pieces: [{ source: 1, stream: "agent", toolCallId: null, text: "bytes" }] },
  { kind: "tool_call", callKey: "new", tool: "report_progress", input: { progress: 10, activity: "on it" } },
  { kind: "tool_overdue", callKey: "asked" },
  {
    kind: "permission",
    requestKey: "1",
    title: "Delete it",
    toolCallId: null,
    input: {},
    options: [{ id: "y", name: "Yes", kind: "allow_once" }],
  },
  { kind: "run_started", agentSession: "s", worktreePath: "/w", rung: "new" },
  { kind: "run_ended", reason: "agent_ended", detail: "gone" },
  { kind: "transcript", session: "s", turn: 1, source: 1, lines: [{ line: "{}", isRedacted: false }] },
  { kind: "turn_ended", turn: 1, stopReason: "end_turn", usage: { tokens: 1 }, error: null },
  {
    kind: "checkpoint",
    checkpoint: {
      number: 1,
      commit: "a".repeat(40),
      tree: "b".repeat(40),
      message: "m",
      reason: "asked",
      filesChanged: 1,
      linesAdded: 1,
      linesRemoved: 0,
      warnings: [],
    },
  },
];

/** A supervisor in its first turn that has a question open. */
async function begin() {
  const at = await beginSupervisor(of);
  await call(of, at, { tool: "ask_question", input: { question: "Which way?" }, key: "asked" });
  return at;
}

describe.each(RECORDS.map((record) => [record.kind, record] as const))("%s", (_, record) => {
  test("of the present run is taken", async () => {
    expect(await send(of, await begin(), record)).toBe("taken");
  });

  test("of a run whose epoch grows while it is written changes nothing", async () => {
    const at = await begin();
    const outcome = await growDuring(of, at, () => send(of, at, record));
    expect(outcome.said).toBe("fenced");
    expect(outcome.after).toEqual(outcome.before);
  });

  test("of another daemon of the same owner changes nothing", async () => {
    const at = await begin();
    const other = await addDaemon(of, { status: "online" });
    const events = await eventsOf(of, at.contractId);
    expect(await send(of, { ...at, daemonId: other }, record)).toBe("fenced");
    expect(await eventsOf(of, at.contractId)).toEqual(events);
  });

  test("of another owner's daemon is of an unknown task", async () => {
    const at = await begin();
    const principal = await of.newOwner();
    const daemonId = await addDaemon({ world: of.world, principal }, { status: "online" });
    expect(await send({ world: of.world, principal }, { ...at, daemonId }, record)).toBe("unknown");
  });
});

test("a record that can never be taken in does not hold up the others", async () => {
  const at = await begin();
  const checkpoint = RECORDS.at(-1);
  if (checkpoint?.kind !== "checkpoint") throw new Error("the last one is a checkpoint");
  const broken = { ...checkpoint, checkpoint: { ...checkpoint.checkpoint, commit: "no commit" } };
  expect(await send(of, at, broken)).toBe("unfit");
  expect(await look(of, "select 1 from checkpoint where task_id = $1", [at.taskId])).toEqual([]);
});

test("what a daemon's hands are said to have done is of its own commands only", async () => {
  const at = await begin();
  const commandId = of.world.ids.next();
  const record = { kind: "command_done" as const, commandId, result: { ok: true as const, value: {} } };
  const from = { ownerId: of.principal.ownerId, daemonId: at.daemonId, seq: 1, record };
  expect(await takeRecord(of.world, from)).toBe("taken");
  expect(await look(of, "select 1 from command where id = $1", [commandId])).toEqual([]);
});
